#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "schema/base/bytes.h"

namespace jenjang {

// Memory for secrets, by libsodium: it is never swapped, is left out of core dumps, and lies
// between pages that nobody may touch. Any thread may take and give back.
inline constexpr std::size_t kLockedSlotBytes = 64;
// kLockedSlotBytes of zeros.
std::uint8_t* take_locked_slot();
// Wipes the slot and gives it back.
void give_locked_slot(std::uint8_t* slot) noexcept;
// False once the system has refused to lock memory (RLIMIT_MEMLOCK): secrets may be swapped.
bool all_secrets_locked();
// In a time that does not depend on the bytes.
bool locked_equal(const std::uint8_t* one, const std::uint8_t* other, std::size_t size);

// Exactly N secret bytes of one meaning, in locked memory wherever the object itself lies. The
// counterpart of FixedBytes. A copy has locked memory of its own; every one is wiped when it ends.
template <std::size_t N, class Tag>
class LockedBytes {
 public:
  static constexpr std::size_t kSize = N;
  static_assert(N <= kLockedSlotBytes);

  LockedBytes() : slot_(take_locked_slot()) {}
  // There is no move: a value that was moved from would have no bytes.
  LockedBytes(const LockedBytes& other) : LockedBytes() { *this = other; }
  LockedBytes& operator=(const LockedBytes& other) {
    std::copy_n(other.slot_, N, slot_);
    return *this;
  }
  ~LockedBytes() { give_locked_slot(slot_); }

  // Nothing unless `raw` has exactly N bytes.
  static std::optional<LockedBytes> from(std::string_view raw) {
    if (raw.size() != N) return std::nullopt;
    std::optional<LockedBytes> out(std::in_place);
    std::copy_n(raw.data(), N, reinterpret_cast<char*>(out->slot_));
    return out;
  }

  // A copy in ordinary memory, for random bytes that are meant to be seen.
  std::string hex() const { return to_hex(view()); }
  std::string_view view() const { return {reinterpret_cast<const char*>(slot_), N}; }
  const std::uint8_t* data() const { return slot_; }
  std::uint8_t* data() { return slot_; }

  bool operator==(const LockedBytes& other) const { return locked_equal(slot_, other.slot_, N); }

 private:
  std::uint8_t* slot_;
};

}  // namespace jenjang
