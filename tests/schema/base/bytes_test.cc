#include "schema/base/bytes.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

using Four = FixedBytes<4, struct FourTag>;

TEST(Hex, WritesLowerCaseAndReadsEither) {
  EXPECT_EQ(to_hex(std::string_view("\x00\xab\xff", 3)), "00abff");
  EXPECT_EQ(from_hex("00ABff"), std::string("\x00\xab\xff", 3));
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesOddLengthsAndOtherCharacters) {
  for (const char* text : {"0", "abc", "0g", "g0", " 0", "0x"})
    EXPECT_FALSE(from_hex(text)) << text;
}

TEST(FixedBytes, TakesItsLengthAndNoOther) {
  EXPECT_FALSE(Four::from("abc"));
  EXPECT_FALSE(Four::from("abcde"));
  ASSERT_TRUE(Four::from("abcd"));
  EXPECT_EQ(Four::from("abcd")->view(), "abcd");
  EXPECT_EQ(Four::parse_hex("61626364"), Four::from("abcd"));
  EXPECT_FALSE(Four::parse_hex("616263"));
  EXPECT_FALSE(Four::parse_hex("6162636x"));
}

TEST(FixedBytes, OrdersAsItsBytes) {
  EXPECT_LT(*Four::from("abca"), *Four::from("abcb"));
  EXPECT_LT(*Four::from("zzz\x01"), *Four::from("zzz\xff"));
  EXPECT_TRUE(Four().zero());
  EXPECT_FALSE(Four::from("abcd")->zero());
}

}  // namespace
}  // namespace jenjang
