#include "schema/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace jenjang {
namespace {

TEST(Utf8, TakesWhatIsWellFormed) {
  for (const std::string& text :
       {std::string(), std::string("biasa"), std::string("nul\0", 4), std::string("\xc2\x80"),
        std::string("\xdf\xbf"), std::string("\xe0\xa0\x80"), std::string("\xed\x9f\xbf"),
        std::string("\xee\x80\x80"), std::string("\xf0\x90\x80\x80"),
        std::string("\xf4\x8f\xbf\xbf")}) {
    EXPECT_TRUE(valid_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, RefusesWhatIsNot) {
  for (const std::string& text :
       {std::string("\x80"), std::string("\xc0\x80"), std::string("\xc1\xbf"), std::string("\xc2"),
        std::string("\xc2z"), std::string("\xe0\x9f\xbf"), std::string("\xed\xa0\x80"),
        std::string("\xe2\x82"), std::string("\xe2\x82z"), std::string("\xf0\x8f\xbf\xbf"),
        std::string("\xf4\x90\x80\x80"), std::string("\xf5\x80\x80\x80"), std::string("\xff"),
        std::string("a\xf0\x9f\x98"), std::string("\xf0\x9f\x98\xc0")}) {
    EXPECT_FALSE(valid_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("a\xC3\xA9\xF0\x9F\x98\x80"), 3U);
}

TEST(Trimmed, LosesSpaceAtTheEndsOnly) {
  EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

}  // namespace
}  // namespace jenjang
