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

TEST(Text, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_text("abc", 3), "abc");
  EXPECT_EQ(cut_text("abcd", 3), "abc…");
  EXPECT_EQ(cut_text("abäd", 3), "ab…");
}

}  // namespace
}  // namespace sb::base
