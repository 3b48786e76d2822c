#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "node/config/config.h"
#include "schema/base/result.h"
#include "tools/playground/descriptor.h"

namespace jenjang {

struct RelayLine {
  Endpoint listen;  // IPv4. Port 0: any free one.
  Endpoint target;
};

// Carries TCP connections between nodes, and can silence a line as a dead one is silent: nobody
// reads or writes its sockets, new connections wait in the queue, and none of either end is told.
// When it flows again all that was sent arrives, in order. One thread; a line that nobody polls is
// the whole mechanism, so nothing moves after set_silent has returned.
class Relay {
 public:
  // unavailable: a port is taken.
  static Result<Relay> open(const std::vector<RelayLine>& lines);
  ~Relay();
  Relay(Relay&&) noexcept;
  Relay& operator=(Relay&&) noexcept;

  void set_silent(std::size_t line, bool silent);
  Endpoint listens_on(std::size_t line) const;
  std::size_t connections() const;

  // Moves what can be moved, waiting at most that long for something to move (-1: without end) or
  // for `watched` to become readable, which it tells. -1: nothing is watched.
  bool step(int timeout_ms, int watched);

 private:
  struct Line;
  struct Polls;

  Relay();
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<char> buffer_;  // What is read passes through it.
};

}  // namespace jenjang
