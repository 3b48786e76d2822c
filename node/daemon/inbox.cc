#include "node/daemon/inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "schema/base/check.h"

namespace jenjang {

Inbox::Inbox() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  CHECK(fd_ >= 0);
  why_not_ready_ = Error{Code::unavailable, "node sedang mulai"};
}

Inbox::~Inbox() { close(fd_); }

void Inbox::signal() {
  const std::uint64_t one = 1;
  // The counter cannot overflow before it is read; EAGAIN means it is readable already.
  [[maybe_unused]] const ssize_t written = write(fd_, &one, sizeof(one));
}

bool Inbox::post(Request request) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (contents_.requests.size() >= kInboxRequestsMax) return false;
    first = contents_.requests.empty();
    contents_.requests.push_back(std::move(request));
  }
  if (first) signal();
  return true;
}

void Inbox::post_scrubbed(Result<void> result) {
  {
    const std::lock_guard lock(mutex_);
    contents_.scrubbed = std::move(result);
  }
  signal();
}

void Inbox::wake() { signal(); }

Inbox::Contents Inbox::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(fd_, &count, sizeof(count));
  const std::lock_guard lock(mutex_);
  return std::exchange(contents_, {});
}

std::size_t Inbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return contents_.requests.size();
}

Result<void> Inbox::ready() const {
  const std::lock_guard lock(mutex_);
  if (why_not_ready_) return *why_not_ready_;
  return {};
}

void Inbox::set_ready(std::optional<Error> why_not) {
  const std::lock_guard lock(mutex_);
  why_not_ready_ = std::move(why_not);
}

}  // namespace jenjang
