// SPDX-License-Identifier: Apache-2.0
#include "reconcile/ownership.h"

#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

TEST(RuleMark, IsReadBackFromADescription) {
  const std::string text = write_mark("Ended in [x]", {"contact-center", "support", {"Target1", "t.2"}});
  EXPECT_EQ(text, "Ended in [x] [switchboard:contact-center/support#Target1,t.2]");
  const auto mark = read_mark(text);
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->stack, "contact-center");
  EXPECT_EQ(mark->route, "support");
  EXPECT_EQ(mark->target_ids, (std::vector<std::string>{"Target1", "t.2"}));
  EXPECT_EQ(without_mark(text), "Ended in [x]");
}

TEST(RuleMark, LeavesTheDescriptionAsItWas) {
  for (const char* description : {"", "plain", " in blanks ", "two  ", "[x]"}) {
    EXPECT_EQ(without_mark(write_mark(description, {"s", "r", {}})), description);
  }
}

TEST(RuleMark, IsNotSeenInWordsThatOnlyResembleIt) {
  EXPECT_FALSE(read_mark("[switchboard:s/r] and more"));
  EXPECT_FALSE(read_mark("[switchboard:norouteslash]"));
  EXPECT_FALSE(read_mark(""));
}

TEST(Sid, KeepsTheStacksNameEvenWithDashes) {
  const auto sid = read_sid(write_sid("a-made-b", Holding::kUsed));
  ASSERT_TRUE(sid);
  EXPECT_EQ(sid->stack, "a-made-b");
  EXPECT_EQ(sid->holding, Holding::kUsed);
  EXPECT_FALSE(read_sid("__default_statement_ID"));
  EXPECT_FALSE(read_sid("switchboard-x"));
}

json::Object statement(const char* sid) { return {{"Sid", sid}, {"Effect", "Allow"}, {"Action", "x"}}; }

TEST(WithStatement, LeavesWhatOthersSetAsItStands) {
  const json::Object document{{"Version", "2008-10-17"}, {"Id", "theirs"}, {"Statement", statement("other")}};
  const std::string text = with_statement(document, "s", statement("switchboard-s-used"));
  const json::Object after = policy_document(text);
  EXPECT_EQ(json::string_or_empty(after, "Id"), "theirs");
  EXPECT_EQ(json::string_or_empty(after, "Version"), "2008-10-17");
  EXPECT_EQ(statements_of(after).size(), 2u);
  EXPECT_EQ(
      with_statement(after, "s", {}),
      json::to_text(json::Object{
          {"Version", "2008-10-17"}, {"Id", "theirs"}, {"Statement", json::Array{statement("other")}}}));
}

TEST(WithStatement, ReplacesOurOwnAndNeverDoublesIt) {
  std::string text = with_statement(policy_document(""), "s", statement("switchboard-s-made"));
  text = with_statement(policy_document(text), "s", statement("switchboard-s-made"));
  EXPECT_EQ(statements_of(policy_document(text)).size(), 1u);
}

TEST(WithStatement, PassesTheMarkOfTheMakerOnToAStackThatStays) {
  std::string text = with_statement(policy_document(""), "a", statement("switchboard-a-made"));
  text = with_statement(policy_document(text), "b", statement("switchboard-b-used"));
  EXPECT_TRUE(used_by_others(statements_of(policy_document(text)), "a"));
  text = with_statement(policy_document(text), "a", {});
  const json::Array left = statements_of(policy_document(text));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_NE(find_statement(left, "b"), nullptr);
  EXPECT_EQ(read_sid(json::string_or_empty(*find_statement(left, "b"), "Sid"))->holding, Holding::kMade);
  EXPECT_EQ(with_statement(policy_document(text), "b", {}), "");
}

}  // namespace
}  // namespace sb::reconcile
