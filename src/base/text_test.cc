// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(PercentEncode, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~ /+é"), "aZ09-._~%20%2F%2B%C3%A9");
}

TEST(PercentDecode, UndoesEncodingAndKeepsBrokenEscapes) {
  EXPECT_EQ(percent_decode("a%20b%2"), "a b%2");
  EXPECT_EQ(percent_decode("a+b", Plus::kSpace), "a b");
  EXPECT_EQ(percent_decode("a+b", Plus::kLiteral), "a+b");
}

TEST(GlobMatch, StarIsAnyRunAndQuestionMarkIsOne) {
  EXPECT_TRUE(glob_match("Support *", "Support EU"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("a*b*c", "axxbyyc"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("Support *", "Support"));
}

TEST(GlobMatch, TellsCasesApartUnlessItIsToldNotTo) {
  EXPECT_FALSE(glob_match("sqs:Send*", "SQS:sendmessage"));
  EXPECT_TRUE(glob_match_ignore_case("sqs:Send*", "SQS:sendmessage"));
  EXPECT_FALSE(glob_match_ignore_case("sqs:Send?", "SQS:sendmessage"));
}

TEST(Suggest, FindsASlipAndNothingFarAway) {
  const std::vector<std::string> words{"conversationCreated", "conversationEnded"};
  EXPECT_EQ(suggest("conversationCreatd", words), "conversationCreated");
  EXPECT_EQ(suggest("something else", words), std::nullopt);
}

TEST(ParseInt, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_EQ(parse_int("+8"), 8);
  EXPECT_EQ(parse_int("12x"), std::nullopt);
  EXPECT_EQ(parse_int(""), std::nullopt);
  EXPECT_EQ(parse_int("99999999999999999999"), std::nullopt);
}

TEST(IsUtf8, RefusesSurrogatesOverlongFormsAndStrayBytes) {
  EXPECT_TRUE(is_utf8("aé雨😀"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_FALSE(is_utf8("\x80"));
  EXPECT_FALSE(is_utf8("\xF0\x9F\x98"));
}

TEST(Printable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(printable("a\x1b[31mred\x07 \x7f\r"), "a\\u001b[31mred\\u0007 \\u007f\\u000d");
  EXPECT_EQ(printable("c1 \u009b31m, turned \u202e\u2066 line \u2028"),
            "c1 \\u009b31m, turned \\u202e\\u2066 line \\u2028");
  EXPECT_EQ(printable("lone \xED\xA0\x80\xED\xBF\xBF"), "lone \\ud800\\udfff");
  EXPECT_EQ(printable("a\nb\tc"), "a\\nb\\tc");
  EXPECT_EQ(printable("a\nb\tc\x1b", Lines::kKept), "a\nb\tc\\u001b");
}

TEST(Printable, LeavesAllElseAsItIs) {
  for (const char* text :
       {"", "plain \\n", "Ärger – 雨 😀 ✓ … é", "\xC2", "\xE2\x80", "\xED\xA0", "\xED\x9F\xBF"})
    EXPECT_EQ(printable(text), text);
}

TEST(IsXmlText, KnowsEveryCharacterThatXmlCannotHoldWhereverItStands) {
  const std::string good = "a\t\n\r \x7F\xC2\x85\u20AC\uD7FF\uE000\uFDD0\uFFFD\U0001FFFE\U0010FFFF";
  EXPECT_TRUE(is_xml_text(""));
  EXPECT_TRUE(is_xml_text(good));
  EXPECT_TRUE(is_xml_text("\xEF"));  // cut off: no concern of this check
  std::vector<std::string> bad{"\uFFFE", "\uFFFF"};
  for (char c = 0; c < 0x20; ++c) {
    if (c != '\t' && c != '\n' && c != '\r') bad.emplace_back(1, c);
  }
  for (const std::string& character : bad) {
    for (size_t before = 0; before < 70; ++before) {
      const std::string text = std::string(before, 'x') + character;
      EXPECT_FALSE(is_xml_text(text)) << before;
      EXPECT_FALSE(is_xml_text(text + good)) << before;
    }
  }
}

TEST(Text, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_text("abc", 3), "abc");
  EXPECT_EQ(cut_text("abcd", 3), "abc…");
  EXPECT_EQ(cut_text("abäd", 3), "ab…");
}

}  // namespace
}  // namespace sb::base
