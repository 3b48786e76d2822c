#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "node/config/config.h"
#include "replication/replica.h"
#include "schema/base/result.h"
#include "schema/time.h"

namespace jenjang {

// The node's log: one line each, key=value, ids in full, no words of anybody. Lines of one kind
// that come faster than kLinesPerWindow are counted and told as one, so that a hostile peer cannot
// fill the disk. Text from outside cannot forge a line: what would begin one, or move a terminal's
// cursor, is written as U+FFFD. Owned by main; notice() may be called from any thread, the rest by
// main before and after the core thread runs.
class NodeLog {
 public:
  static constexpr std::uint64_t kLinesPerWindow = 20;
  static constexpr std::int64_t kWindowUs = 10 * kSecondUs;

  // Makes the file (mode 0600) where it is missing. denied: others have rights on the one that is
  // there. unavailable: it cannot be written.
  static Result<std::unique_ptr<NodeLog>> open(const LogConfig& config);
  struct Sink;
  explicit NodeLog(std::unique_ptr<Sink> sink);  // For open(): nobody else can have a Sink.
  ~NodeLog();

  void info(const std::string& line);
  void error(const std::string& line);
  void notice(const Notice& notice, Instant now);

 private:
  struct Window {
    Instant began;
    std::uint64_t lines = 0;
  };
  std::unique_ptr<Sink> sink_;
  std::mutex mutex_;
  std::map<std::string, Window> windows_;  // By the notice's word; guarded by mutex_.
};

}  // namespace jenjang
