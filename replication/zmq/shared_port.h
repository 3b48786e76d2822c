#pragma once

#include <string>
#include <vector>

#include "schema/base/result.h"

namespace jenjang {

// Sockets that listen on one address and port, each with a share of the connections that come: the
// system deals them out by their ports, and who was dealt to the wrong one dials again.
class SharedPort {
 public:
  // `address`: tcp://host:port, as address_fault() takes it; port * for any.
  // unavailable: it cannot be listened on.
  static Result<SharedPort> open(const std::string& address, std::size_t count);
  SharedPort(SharedPort&& other) noexcept;
  SharedPort& operator=(SharedPort&&) = delete;
  // Closes those that nobody took.
  ~SharedPort();

  // Each once; the taker closes it.
  int take();

 private:
  SharedPort() = default;

  std::vector<int> sockets_;
};

}  // namespace jenjang
