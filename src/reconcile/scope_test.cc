// SPDX-License-Identifier: Apache-2.0
#include "reconcile/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/ownership.h"
#include "spec/load.h"

namespace sb::reconcile {
namespace {

using testing::HasSubstr;

// `a` and `b` send to one topic and one queue; `gone` is live and has left the spec.
class TwoRoutes : public testing::Test {
 protected:
  TwoRoutes() {
    auto loaded = spec::load(
        "stack: s\nroutes:\n"
        "  a: { events: [conversationCreated], to: [{ sns: t, subscribers: [{ sqs: wa }] }, { sqs: q }] }\n"
        "  b: { rule: hand, events: [conversationCreated],\n"
        "       to: [{ sns: t, subscribers: [{ sqs: wb }] }, { sqs: q }] }\n",
        "s.yaml", [](std::string_view) { return std::nullopt; });
    spec_ = std::move(*loaded.spec);
    scope_.routes = {"a"};
    Resolution resolution;
    resolution.realm = realm_;
    desired_ = make_desired(inside(spec_, scope_), resolution).desired;
    scope_.others = make_desired(outside(spec_, scope_), resolution).desired;
    add_rule("s-a", "a", topic_);
    add_rule("hand", "b", topic_);
    add_rule("old", "gone", queue("kept"));
    for (const char* name : {"wa", "wb", "theirs"})
      observed_.topics[topic_].subscriptions.push_back(
          {{topic_ + ":" + name, "sqs", queue(name), topic_}, {}});
  }

  std::string queue(const std::string& name) const { return aws::queue_arn(realm_, name); }
  std::string rule(const std::string& name) const { return aws::rule_arn(realm_, "default", name); }

  void add_rule(const std::string& name, const std::string& route, const std::string& target) {
    ObservedRule& found = observed_.rules[rule(name)];
    found.rule.name = name;
    found.rule.description = write_mark("", {"s", route, {}});
    found.targets = {{"x", {{"Id", "x"}, {"Arn", target}}}};
  }

  const aws::Realm realm_{"123456789012", "eu-west-1"};
  const std::string topic_ = aws::topic_arn(realm_, "t");
  spec::Spec spec_;
  Scope scope_;
  Desired desired_;
  Observed observed_;
};

TEST_F(TwoRoutes, ShareWhatBothUseAndWhatALiveRuleOfAFormerRouteUses) {
  const Sharing sharing(desired_, observed_, scope_);
  for (const std::string& arn : {topic_, queue("q"), queue("s-dead-letter"), queue("wb"), queue("kept")})
    EXPECT_TRUE(sharing.is_used_elsewhere(arn)) << arn;
  EXPECT_FALSE(sharing.is_used_elsewhere(queue("wa")));
  EXPECT_TRUE(sharing.is_touched(topic_));
  EXPECT_FALSE(sharing.is_touched(queue("kept")));
}

TEST_F(TwoRoutes, OfASharedTopicOnlyTheSubscribersOfTheOneRouteMayEnd) {
  const Sharing sharing(desired_, observed_, scope_);
  const auto& subscriptions = observed_.topics.at(topic_).subscriptions;
  EXPECT_TRUE(sharing.may_end(topic_, subscriptions[0].subscription));
  EXPECT_FALSE(sharing.may_end(topic_, subscriptions[1].subscription));
  EXPECT_FALSE(sharing.may_end(topic_, subscriptions[2].subscription));
}

TEST_F(TwoRoutes, LeaveEachOthersSendersInAQueuesStatement) {
  const Sharing sharing(desired_, observed_, scope_);
  const std::set<std::string> live{rule("s-*"), rule("hand"), "arn:of:nobody"};
  EXPECT_EQ(sharing.sources_left(queue("q"), live), (std::set<std::string>{rule("hand"), "arn:of:nobody"}));
  add_rule("s-c", "c", queue("q"));
  const Sharing with_another(desired_, observed_, scope_);
  EXPECT_EQ(with_another.sources_left(queue("q"), live), live)
      << "the pattern s-* covers a rule of another route";
}

TEST_F(TwoRoutes, AreNothingElseForAWholeStack) {
  const Scope whole;
  const Sharing sharing(desired_, observed_, whole);
  EXPECT_FALSE(sharing.is_used_elsewhere(topic_));
  EXPECT_TRUE(sharing.is_touched(queue("kept")));
  EXPECT_EQ(inside(spec_, whole).routes.size(), 2u);
  EXPECT_TRUE(outside(spec_, whole).routes.empty());
}

TEST_F(TwoRoutes, AreKnownByTheSpecAndByLiveRules) {
  EXPECT_TRUE(unknown_routes({"a", "b", "gone"}, spec_, observed_).empty());
  const auto unknown = unknown_routes({"gnoe"}, spec_, observed_);
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_THAT(unknown[0].message, HasSubstr("no route called 'gnoe'"));
  EXPECT_EQ(unknown[0].hint, "did you mean 'gone'?");
}

TEST_F(TwoRoutes, DoNotHoldARuleThatAServiceManages) {
  awsclient::Rule managed = observed_.rules.at(rule("s-a")).rule;
  EXPECT_TRUE(is_inside(managed, "s", scope_));
  EXPECT_FALSE(is_inside(managed, "other", scope_));
  managed.managed_by = "events.amazonaws.com";
  EXPECT_FALSE(is_inside(managed, "s", scope_));
}

}  // namespace
}  // namespace sb::reconcile
