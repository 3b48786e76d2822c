#include "schema/base/locked.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace jenjang {
namespace {

// Under a sanitizer mlock(2) does nothing.
#ifndef __has_feature
#define __has_feature(x) 0
#endif
constexpr bool kLocks = !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);

using Secret = LockedBytes<32, struct SecretTag>;

Secret filled(char with) { return *Secret::from(std::string(Secret::kSize, with)); }

// The flags of the mapping that holds the address (proc(5): VmFlags).
std::string mapping_flags(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream range(line);
    std::uintptr_t low = 0;
    std::uintptr_t high = 0;
    char dash = 0;
    if (range >> std::hex >> low >> dash >> high && dash == '-') {
      inside = low <= wanted && wanted < high;
    } else if (inside && line.starts_with("VmFlags:")) {
      return line.substr(8) + " ";
    }
  }
  return "";
}

TEST(LockedBytes, LieInMemoryThatIsNeitherSwappedNorDumped) {
  const Secret secret = filled('a');
  const std::string flags = mapping_flags(secret.data());
  EXPECT_EQ(flags.find(" lo ") != std::string::npos, kLocks) << flags;
  EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
  EXPECT_TRUE(all_secrets_locked());
}

TEST(LockedBytes, ACopyHasMemoryOfItsOwn) {
  const Secret one = filled('a');
  Secret two = one;
  EXPECT_EQ(one, two);
  EXPECT_NE(one.data(), two.data());
  *two.data() = 'b';
  EXPECT_FALSE(one == two);
  EXPECT_EQ(one.view(), std::string(Secret::kSize, 'a'));
  two = one;
  EXPECT_EQ(one, two);
  EXPECT_NE(one.data(), two.data());
}

TEST(LockedBytes, AreWipedWhenTheyEnd) {
  std::optional<Secret> secret = filled('a');
  const std::uint8_t* const where = secret->data();
  secret.reset();
  EXPECT_TRUE(std::all_of(where, where + Secret::kSize, [](std::uint8_t at) { return at == 0; }));
}

TEST(LockedBytes, BeginAsZerosAndTakeExactlyTheirSize) {
  EXPECT_EQ(Secret().view(), std::string(Secret::kSize, '\0'));
  EXPECT_FALSE(Secret::from(std::string(Secret::kSize - 1, 'a')));
  EXPECT_FALSE(Secret::from(std::string(Secret::kSize + 1, 'a')));
}

TEST(LockedBytes, ManyOfManyThreadsNeverShareMemory) {
  std::vector<std::thread> threads;
  for (char name = 'a'; name < 'e'; ++name) {
    threads.emplace_back([name] {
      for (int round = 0; round < 10; ++round) {
        const std::vector<Secret> mine(300, filled(name));
        for (const Secret& one : mine) ASSERT_EQ(one.view(), std::string(Secret::kSize, name));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace jenjang
