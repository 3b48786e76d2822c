#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "node/api/ports.h"
#include "node/core/command.h"

namespace jenjang {

inline constexpr std::size_t kInboxRequestsMax = 4096;

// The one way from other threads to the core thread: a bounded queue, and an eventfd that is
// readable while something waits in it.
class Inbox final : public Commands {
 public:
  Inbox();
  ~Inbox() override;
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  // Any thread.
  bool post(Request request) override;
  Result<void> ready() const override;
  void post_scrubbed(Result<void> result);
  void wake();

  // The core thread.
  struct Contents {
    std::vector<Request> requests;
    std::optional<Result<void>> scrubbed;
  };
  Contents take();
  std::size_t waiting() const;
  // What ready() tells from now on.
  void set_ready(std::optional<Error> why_not);
  int fd() const { return fd_; }

 private:
  void signal();

  int fd_ = -1;
  mutable std::mutex mutex_;
  Contents contents_;                   // Guarded by mutex_.
  std::optional<Error> why_not_ready_;  // Guarded by mutex_.
};

}  // namespace jenjang
