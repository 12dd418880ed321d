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

TEST(RuleMark, TellsThatTheRuleIsGoing) {
  for (const std::vector<std::string>& ids : {std::vector<std::string>{}, {"Target1"}}) {
    const std::string text = write_mark("Ended", {"s", "r!", ids, true});
    EXPECT_TRUE(text.ends_with("!]")) << text;
    const auto mark = read_mark(text);
    ASSERT_TRUE(mark);
    EXPECT_TRUE(mark->is_going);
    EXPECT_EQ(mark->route, "r!");
    EXPECT_EQ(mark->target_ids, ids);
    EXPECT_EQ(without_mark(text), "Ended");
    EXPECT_FALSE(read_mark(write_mark("Ended", {"s", "r!", ids}))->is_going);
  }
}

TEST(RuleMark, FitsARuleOfItsRoutesNameAndOneWithATargetOfTheStackAndNoOther) {
  const RuleMark mark{"cc", "a b", {"Target1"}};
  for (const char* name : {"cc-a-b", "cc-a-b-2", "cc-a-b-t2", "cc-a-b-12-t3"})
    EXPECT_TRUE(fits_rule(mark, name, {"mine"})) << name;
  for (const char* name : {"debug-copy", "cc-a-b-copy", "cc-a-b-", "cc-a-b-t", "cc-a"})
    EXPECT_FALSE(fits_rule(mark, name, {"mine"})) << name;
  EXPECT_TRUE(fits_rule(mark, "GC", {"mine", "Target1"}));
  EXPECT_TRUE(fits_rule(mark, "GC", {"switchboard-sqs-q"}));
  EXPECT_TRUE(fits_rule(mark, "GC", {})) << "its targets are still to be put, or are off already";
  const std::string route(70, 'r');
  EXPECT_TRUE(fits_rule({"cc", route, {}}, "cc-" + std::string(52, 'r') + "-01234567", {"mine"}));
}

TEST(HeldPolicy, AStatementAboutAnotherQueueWasCopiedAndIsNobodys) {
  const std::string own = "arn:aws:sqs:us-east-1:000000000000:q";
  const std::string other = "arn:aws:sqs:us-east-1:000000000000:other";
  const auto held = [&](const std::string& resource) {
    const json::Object statement{{"Sid", write_sid("s", Holding::kMade)}, {"Resource", resource}};
    return read_held_policy({{"QueueArn", own}, {"Policy", with_statement({}, "s", statement)}}, "s");
  };
  EXPECT_TRUE(held(own).made());
  EXPECT_TRUE(held("*").made());
  EXPECT_FALSE(held(other).ours);
  EXPECT_EQ(held(other).holding, Holding::kUsed);
}

TEST(RuleMark, NamesWhatIsKept) {
  const RuleMark mark{"s", "a+b", {"Target1"}, true, {"sqs:q", "sns:t"}};
  const std::string text = write_mark("Ended", mark);
  EXPECT_EQ(text, "Ended [switchboard:s/a%2Bb#Target1+sqs:q,sns:t!]");
  const auto read = read_mark(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->route, "a+b");
  EXPECT_EQ(read->target_ids, mark.target_ids);
  EXPECT_EQ(read->kept, mark.kept);
  EXPECT_TRUE(read->is_going);
  EXPECT_EQ(without_mark(text), "Ended");
  EXPECT_TRUE(read_mark(write_mark("Ended", {"s", "r", {}}))->kept.empty());
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

TEST(Sid, TellsWhichSubscriptionsWereThereBefore) {
  const std::string mark = found_mark("arn:aws:sns:eu-west-1:123456789012:t");
  for (const char* stack : {"s", "a-used", "a-used-0a1b2c3d", "deadbeef"}) {
    const auto sid = read_sid(write_sid(stack, Holding::kUsed, {mark, "0a1b2c3d"}));
    ASSERT_TRUE(sid) << stack;
    EXPECT_EQ(sid->stack, stack);
    EXPECT_EQ(sid->holding, Holding::kUsed);
    EXPECT_EQ(sid->found, (std::set<std::string>{mark, "0a1b2c3d"}));
    EXPECT_TRUE(read_sid(write_sid(stack, Holding::kMade))->found.empty());
  }
  EXPECT_FALSE(read_sid("switchboard-0a1b2c3d"));
}

json::Object statement(const char* sid) { return {{"Sid", sid}, {"Effect", "Allow"}, {"Action", "x"}}; }

TEST(Permissions, AreOneStacksOrAnothersOrOthersByTheirIds) {
  const auto statement = [](const std::string& sid) { return R"({"Sid":")" + sid + R"("})"; };
  const std::string own = statement(permission_prefix("a") + "t-topic");
  const std::string other = statement(permission_prefix("b") + "t-topic");
  const std::string theirs = statement("switchboard-by-hand-1") + "," + statement("theirs") + ",{}";
  const std::string policy = R"({"Statement":[)" + own + "," + other + "," + theirs + "]}";
  const auto of = [&](Permitter permitter) { return permissions_of(policy, "a", {permitter}); };
  EXPECT_EQ(of(Permitter::kStack), R"({"Statement":[)" + own + "]}");
  EXPECT_EQ(of(Permitter::kOtherStack), R"({"Statement":[)" + other + "]}");
  EXPECT_EQ(of(Permitter::kOthers), R"({"Statement":[)" + theirs + "]}");
}

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
