// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

using std::string_view_literals::operator""sv;

TEST(Encoding, OfTextIsUtf8WithOrWithoutAMark) {
  for (const std::string_view text :
       {""sv, "a"sv, "caf\xC3\xA9\n"sv, "\xEF\xBB\xBFstack: s\n"sv, "\xF0\x9F\x98\x80"sv})
    EXPECT_FALSE(find_bad_encoding(text)) << text;
}

TEST(Encoding, IsHeldAgainstTheFirstBadByteByLineAndColumn) {
  const auto latin = find_bad_encoding("a: b\ncaf\xE9: \xE9\n");
  ASSERT_TRUE(latin);
  EXPECT_EQ(latin->position.line, 2);
  EXPECT_EQ(latin->position.column, 4);
  EXPECT_EQ(latin->reason, "the byte 0xE9 is not UTF-8 text");
  EXPECT_EQ(latin->hint, "save the file as UTF-8");
  const auto cut = find_bad_encoding("caf\xC3");
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->position.column, 4);
  const auto nul = find_bad_encoding("ab\n\0c"sv);
  ASSERT_TRUE(nul);
  EXPECT_EQ(nul->position.line, 2);
  EXPECT_EQ(nul->position.column, 1);
}

TEST(Encoding, OfWindowsEditorsIsNamed) {
  for (const std::string_view text :
       {"\xFF\xFEs\0t\0"sv, "\xFE\xFF\0s\0t"sv, "s\0t\0"sv, "\0s\0t"sv, "\xFF\xFE{"sv}) {
    const auto bad = find_bad_encoding(text);
    ASSERT_TRUE(bad);
    EXPECT_EQ(bad->reason, "the file is UTF-16");
    EXPECT_EQ(bad->position.line, 1);
  }
}

TEST(ByteOrderMark, IsNoPartOfAText) {
  EXPECT_EQ(without_byte_order_mark("\xEF\xBB\xBF{}"), "{}");
  EXPECT_EQ(without_byte_order_mark("{}"), "{}");
}

}  // namespace
}  // namespace sb::base
