#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <set>
#include <vector>

#include "node/daemon/system_ports.h"
#include "schema/ids.h"

namespace jenjang {
namespace {

class SystemRandomTest : public testing::Test {
 protected:
  SystemRandomTest() { EXPECT_GE(sodium_init(), 0); }
};

TEST_F(SystemRandomTest, GivesNothingTwice) {
  SystemRandom random;
  std::set<Salt> salts;
  for (int i = 0; i < 1000; ++i) salts.insert(random.bytes<Salt>());
  EXPECT_EQ(salts.size(), 1000u);
}

TEST_F(SystemRandomTest, FillsEverySizeToItsEnd) {
  SystemRandom random;
  for (const std::size_t size : {0u, 1u, 16u, 1000u, 1023u, 1024u, 1025u, 4096u}) {
    // A byte that was left out would stay zero in all of them.
    std::vector<std::uint8_t> seen(size + 1);
    for (int round = 0; round < 16; ++round) {
      std::vector<std::uint8_t> out(size + 1);
      random.fill(out.data(), size);
      EXPECT_EQ(out.back(), 0) << "beyond " << size;
      for (std::size_t i = 0; i < size; ++i) seen[i] |= out[i];
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end() - 1, 0), 0) << size;
  }
}

}  // namespace
}  // namespace jenjang
