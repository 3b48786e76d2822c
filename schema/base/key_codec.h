#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/base/check.h"

namespace jenjang {

// Big-endian integers, so that byte order is number order.
inline void append_be64(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 255);
}
inline void append_be32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 255);
}

// Requires at.size() >= 8; the store's own keys only, never bytes from outside.
inline std::uint64_t read_be64(std::string_view at) {
  CHECK(at.size() >= 8);
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | static_cast<std::uint8_t>(at[i]);
  return out;
}
inline std::uint32_t read_be32(std::string_view at) {
  CHECK(at.size() >= 4);
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<std::uint8_t>(at[i]);
  return out;
}

}  // namespace jenjang
