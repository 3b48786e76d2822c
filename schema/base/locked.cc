#include "schema/base/locked.h"

#include <sodium.h>

#include <atomic>
#include <memory>
#include <mutex>  // tidy: allow mutex: see Pool
#include <vector>

#include "schema/base/check.h"

namespace jenjang {

namespace {

// sodium_malloc takes four pages and eight system calls for each piece of memory, and the simulator
// makes thousands of keys: many secrets share a piece. One slot less than fills it, since libsodium
// keeps its canary there.
constexpr std::size_t kSlotsPerPiece = 255;

std::atomic<bool> all_locked = true;

struct Pool {
  // tidy: allow mutex: an allocator serves every thread, as malloc does
  std::mutex mutex;
  std::vector<std::uint8_t*> free;  // Guarded by mutex.
  std::size_t slots = 0;            // Free or taken; guarded by mutex.

  void grow() {
    CHECK(sodium_init() >= 0);
    constexpr std::size_t kBytes = kSlotsPerPiece * kLockedSlotBytes;
    auto* piece = static_cast<std::uint8_t*>(sodium_malloc(kBytes));
    CHECK(piece != nullptr);
    // sodium_malloc goes on without a lock where the system refuses one, and does not tell.
    if (sodium_mlock(piece, kBytes) != 0) all_locked = false;
    sodium_memzero(piece, kBytes);
    slots += kSlotsPerPiece;
    free.reserve(slots);  // Giving one back must not need memory.
    for (std::size_t i = kSlotsPerPiece; i-- > 0;) free.push_back(piece + i * kLockedSlotBytes);
  }
};

// Never destroyed: secrets that are static objects outlive everything of this file.
Pool& pool() {
  static Pool* const out = std::make_unique<Pool>().release();
  return *out;
}

}  // namespace

std::uint8_t* take_locked_slot() {
  Pool& from = pool();
  const std::lock_guard lock(from.mutex);  // tidy: allow mutex: see Pool
  if (from.free.empty()) from.grow();
  std::uint8_t* const out = from.free.back();
  from.free.pop_back();
  return out;
}

void give_locked_slot(std::uint8_t* slot) noexcept {
  sodium_memzero(slot, kLockedSlotBytes);
  Pool& to = pool();
  const std::lock_guard lock(to.mutex);  // tidy: allow mutex: see Pool
  to.free.push_back(slot);
}

bool all_secrets_locked() { return all_locked; }

bool locked_equal(const std::uint8_t* one, const std::uint8_t* other, std::size_t size) {
  return sodium_memcmp(one, other, size) == 0;
}

}  // namespace jenjang
