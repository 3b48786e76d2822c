#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/ids.h"
#include "schema/time.h"

namespace jenjang {

// Reads both clocks. The daemon's is the system's; the simulator's jumps.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Now now() const = 0;
};

// Random bytes: the daemon's are the system's, the simulator's come from its seed.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::uint8_t* out, std::size_t size) = 0;

  std::uint64_t number() {
    std::uint64_t out = 0;
    fill(reinterpret_cast<std::uint8_t*>(&out), sizeof(out));
    return out;
  }
  template <class Fixed>
  Fixed bytes() {
    Fixed out;
    fill(out.data(), Fixed::kSize);
    return out;
  }
};

// One end of one configured or accepted link. A dialled link is an entry of the node's own
// configuration; an accepted one is known by the node at its other end, which the transport proved.
struct LinkId {
  enum class Side { dialled, accepted };
  Side side = Side::dialled;
  NodeId peer;
  auto operator<=>(const LinkId&) const = default;
};

// Control and bulk are connections of their own: acknowledgements never queue behind data.
enum class Connection { control, bulk };

struct Outbound {
  LinkId link;
  Connection connection;
  std::string bytes;
};

struct Inbound {
  LinkId link;
  std::string bytes;  // Empty: an accepted link's control connection has just been made.
};

}  // namespace jenjang
