// SPDX-License-Identifier: Apache-2.0
#include "reconcile/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/desired.h"
#include "reconcile/ownership.h"
#include "reconcile/probe.h"
#include "reconcile/route_pattern.h"
#include "spec/load.h"

namespace sb::reconcile {
namespace {

using testing::HasSubstr;

const aws::Realm kRealm{"123456789012", "eu-west-1"};
constexpr char kSupport[] = "30efdbc1-b459-462a-a4b5-966c53a60562";

spec::Spec read_spec(const std::string& text) {
  auto loaded = spec::load(text, "s.yaml", [](std::string_view) { return std::nullopt; });
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  return std::move(*loaded.spec);
}

DesiredResult desire(const std::string& text) {
  Resolution resolution;
  resolution.realm = kRealm;
  resolution.organization_id = "org";
  const spec::Spec spec = read_spec(text);
  for (const spec::Route& route : spec.routes) {
    if (!route.queues.empty()) resolution.queue_ids[route.name] = {kSupport};
  }
  return make_desired(spec, resolution);
}

const std::string kSpec =
    "stack: s\nroutes:\n"
    "  created:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: w, raw: true }] "
    "}]\n"
    "  ended:\n    rule: GC\n    events: conversation.end\n    queues: [General Support]\n    to: [{ sqs: q, "
    "id: Target1 }]\n";

// What would be live if every operation of the plan had been carried out.
void carry_out(const Plan& plan, Observed& world) {
  struct {
    Observed& world;
    void operator()(const SetEventType& op) {
      world.event_types[op.name] = genesys::EventTypeState::kEnabled;
    }
    void operator()(const CreateTopic& op) {
      world.topics[aws::topic_arn(kRealm, op.name)].attributes["Policy"] = op.policy;
    }
    void operator()(const SetTopicPolicy& op) { world.topics[op.arn].attributes["Policy"] = op.policy; }
    void operator()(const DeleteTopic& op) { world.topics.erase(op.arn); }
    void operator()(const CreateQueue& op) {
      world.queues[aws::queue_arn(kRealm, op.name)] = {"url", op.attributes};
    }
    void operator()(const SetQueueAttributes& op) {
      for (const auto& [name, value] : op.attributes)
        world.queues[aws::queue_arn(kRealm, op.name)].attributes[name] = value;
    }
    void operator()(const DeleteQueue& op) { world.queues.erase(aws::queue_arn(kRealm, op.name)); }
    void operator()(const Subscribe& op) {
      auto& all = world.topics[op.topic_arn].subscriptions;
      all.push_back({{op.topic_arn + ":1", op.protocol, op.endpoint, op.topic_arn}, op.attributes});
    }
    void operator()(const SetSubscription&) {}
    void operator()(const Unsubscribe& op) {
      for (auto& [arn, topic] : world.topics)
        std::erase_if(topic.subscriptions, [&](const auto& s) { return s.subscription.arn == op.arn; });
    }
    void operator()(const PutRule& op) {
      world.rules[aws::rule_arn(kRealm, op.rule.bus, op.rule.name)].rule = op.rule;
    }
    void operator()(const DisableRule& op) {
      world.rules[aws::rule_arn(kRealm, op.bus, op.name)].rule.state = "DISABLED";
    }
    void operator()(const DeleteRule& op) { world.rules.erase(aws::rule_arn(kRealm, op.bus, op.name)); }
    void operator()(const PutTargets& op) {
      auto& targets = world.rules[aws::rule_arn(kRealm, op.bus, op.rule)].targets;
      for (const auto& target : op.targets) {
        std::erase_if(targets, [&](const auto& t) { return t.id == target.id; });
        targets.push_back(target);
      }
    }
    void operator()(const RemoveTargets& op) {
      auto& targets = world.rules[aws::rule_arn(kRealm, op.bus, op.rule)].targets;
      std::erase_if(targets, [&](const auto& t) {
        return std::find(op.ids.begin(), op.ids.end(), t.id) != op.ids.end();
      });
    }
    void operator()(const AddPermission&) {}
    void operator()(const RemovePermission&) {}
  } effect{world};
  // What concerns integrations and partner buses: partner_plan_test.cc.
  const auto take_effect = [&](const auto& op) {
    if constexpr (requires { effect(op); }) effect(op);
  };
  for (const Change& change : plan.changes) {
    for (const Operation& operation : change.operations) std::visit(take_effect, operation);
  }
}

Observed live_after_apply(const Desired& desired) {
  Observed world;
  for (const auto& type : desired.event_types)
    world.event_types[type.name] = genesys::EventTypeState::kDisabled;
  carry_out(make_plan(desired, world, {}).plan, world);
  return world;
}

std::string summary(const Plan& plan) {
  std::string out;
  for (const Change& change : plan.changes)
    out += std::string(action_word(change.action)) + " " + change.kind + " " + change.name + "\n";
  return out;
}

TEST(Plan, MakesWhatIsNeededBeforeItIsNeeded) {
  const Desired desired = desire(kSpec).desired;
  Observed nothing;
  for (const auto& type : desired.event_types)
    nothing.event_types[type.name] = genesys::EventTypeState::kDisabled;
  EXPECT_EQ(summary(make_plan(desired, nothing, {}).plan),
            "create genesys.event_type conversationCreated\ncreate genesys.event_type conversation.end\n"
            "create aws.queue q\ncreate aws.queue_policy q\n"
            "create aws.queue s-dead-letter\ncreate aws.queue_policy s-dead-letter\n"
            "create aws.queue w\ncreate aws.queue_policy w\n"
            "create aws.topic t\ncreate aws.topic_policy t\n"
            "create aws.subscription t -> arn:aws:sqs:eu-west-1:123456789012:w\n"
            "create aws.rule s-created\ncreate aws.target s-created/switchboard-sns-t\n"
            "create aws.rule GC\ncreate aws.target GC/Target1\n");
}

TEST(Plan, IsEmptyOnceItHasBeenCarriedOut) {
  const Desired desired = desire(kSpec).desired;
  const PlanResult again = make_plan(desired, live_after_apply(desired), {});
  EXPECT_TRUE(again.problems.empty());
  EXPECT_EQ(summary(again.plan), "");
}

TEST(Plan, AnotherOrderOfTargetsIsNoChange) {
  const std::string route = "stack: s\nroutes:\n  r: { events: conversationCreated, to: [{}, {}] }\n";
  const auto with = [&](const char* first, const char* second) {
    std::string text = route;
    text.replace(text.find("{}"), 2, first);
    text.replace(text.find("{}"), 2, second);
    return desire(text).desired;
  };
  const Observed world = live_after_apply(with("{ sqs: a, id: A }", "{ sqs: b, id: B }"));
  EXPECT_EQ(summary(make_plan(with("{ sqs: b, id: B }", "{ sqs: a, id: A }"), world, {}).plan), "");
}

TEST(Plan, KeepsTheTextOfAPatternThatMeansTheSame) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[0].arn);
  const std::string live = R"({ "detail-type" : ["conversationCreated"], "source" : ["genesyscloud"] })";
  rule.rule.pattern = live;
  rule.rule.description = "";
  const Plan plan = make_plan(desired, world, {true, false}).plan;
  ASSERT_EQ(summary(plan), "update aws.rule s-created\n");
  EXPECT_EQ(std::get<PutRule>(plan.changes[0].operations[0]).rule.pattern, live);
}

TEST(Plan, ANewEditOfTheSameMeaningIsNoChange) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[0].arn);
  rule.rule.pattern = R"({ "detail-type" : ["conversationCreated"], "source" : ["genesyscloud"] })";
  awsclient::Attributes& topic = world.topics.begin()->second.attributes;
  json::Object policy = policy_document(topic["Policy"]);
  json::Array reversed = statements_of(policy);
  std::reverse(reversed.begin(), reversed.end());
  policy["Statement"] = reversed;
  topic["Policy"] = json::to_text(policy);
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
}

TEST(Plan, RefusesARuleOfSomebodyElse) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  awsclient::Rule& rule = world.rules.at(desired.rules[1].arn).rule;
  rule.description = "mine";
  EXPECT_THAT(make_plan(desired, world, {}).problems.at(0).message, HasSubstr("was not made by Switchboard"));
  EXPECT_TRUE(make_plan(desired, world, {true, false}).problems.empty());
  rule.description = write_mark("", {"other", "r", {}});
  EXPECT_THAT(make_plan(desired, world, {true, false}).problems.at(0).message,
              HasSubstr("belongs to the stack 'other'"));
  rule.managed_by = "events.amazonaws.com";
  EXPECT_THAT(make_plan(desired, world, {true, false}).problems.at(0).message,
              HasSubstr("managed by events.amazonaws.com"));
}

TEST(Plan, KeepsADisabledRuleDisabledAndSaysSo) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.rules.at(desired.rules[0].arn).rule.state = "DISABLED";
  const PlanResult quiet = make_plan(desired, world, {});
  EXPECT_EQ(summary(quiet.plan), "");
  EXPECT_THAT(quiet.plan.notes.at(0), HasSubstr("is disabled and stays so"));
  world.rules.at(desired.rules[0].arn).rule.description += "x";
  world.rules.at(desired.rules[0].arn).rule.description = write_mark("old words", {"s", "created", {}});
  const PlanResult edit = make_plan(desired, world, {});
  EXPECT_EQ(std::get<PutRule>(edit.plan.changes.at(0).operations.at(0)).rule.state, "DISABLED");
}

TEST(Plan, LeavesForeignTargetsAndRemovesItsOwn) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.targets.push_back({"theirs", {{"Id", "theirs"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  rule.targets.push_back(
      {"switchboard-old", {{"Id", "switchboard-old"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "delete aws.target GC/switchboard-old\n");
  EXPECT_THAT(result.plan.notes.at(0), HasSubstr("'theirs' that is not ours; it stays"));
}

TEST(Plan, ARouteThatLeftTheSpecTakesAllThatWasMadeForItAlongAndNothingElse) {
  const Desired before = desire(kSpec).desired;
  const Desired after = desire(kSpec.substr(0, kSpec.find("  ended:"))).desired;
  EXPECT_EQ(summary(make_plan(after, live_after_apply(before), {}).plan),
            "update aws.queue_policy s-dead-letter\nupdate aws.rule GC\ndelete aws.queue q\ndelete "
            "aws.target GC/Target1\ndelete aws.rule GC\n");
}

TEST(Plan, WhereARuleHasNoRoomForBothANewTargetReplacesAnOldOneAndThePlanSaysWhatIsLost) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.targets.clear();
  for (const char* id : {"switchboard-1", "switchboard-2", "theirs-1", "theirs-2", "theirs-3"})
    rule.targets.push_back({id, {{"Id", id}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_TRUE(result.problems.empty());
  EXPECT_EQ(summary(result.plan), "replace aws.target GC/Target1\ndelete aws.target GC/switchboard-2\n");
  const Change& replaced = result.plan.changes[0];
  EXPECT_THAT(replaced.loses, HasSubstr("reach neither 'switchboard-1' nor 'Target1'"));
  ASSERT_EQ(replaced.operations.size(), 2u);
  EXPECT_EQ(std::get<RemoveTargets>(replaced.operations[0]).ids, (std::vector<std::string>{"switchboard-1"}));
  EXPECT_EQ(std::get<PutTargets>(replaced.operations[1]).targets.size(), 1u);
  EXPECT_EQ(result.plan.changes[1].needs, (std::vector<size_t>{0}));
}

TEST(Plan, AnOldTargetGoesOnlyOnceTheNewOneStands) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.rules.at(desired.rules[1].arn).targets = {
      {"switchboard-old", {{"Id", "switchboard-old"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}}};
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "create aws.target GC/Target1\ndelete aws.target GC/switchboard-old\n");
  EXPECT_EQ(result.plan.changes[1].needs, (std::vector<size_t>{0}));
  EXPECT_EQ(result.plan.changes[0].loses, "");
}

TEST(Plan, SaysThatAnAdoptedRulesOwnTargetWouldDoubleEvents) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.rule.description = "by hand";
  const std::string queue = aws::queue_arn(kRealm, "q");
  rule.targets = {{"theirs", {{"Id", "theirs"}, {"Arn", queue}}}};
  const PlanResult result = make_plan(desired, world, {true, false});
  ASSERT_EQ(result.plan.warnings.size(), 1u);
  EXPECT_THAT(result.plan.warnings[0], HasSubstr("each event will come twice; 'id: theirs'"));
}

TEST(Plan, NeverTouchesAManagedRuleWhateverItsDescriptionSays) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule managed = world.rules.at(desired.rules[1].arn);
  managed.rule.name = "managed";
  managed.rule.managed_by = "events.amazonaws.com";
  world.rules[aws::rule_arn(kRealm, "default", "managed")] = managed;
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
  EXPECT_THAT(summary(make_destroy_plan(desired, world, {}).plan), testing::Not(HasSubstr("managed")));
}

TEST(Plan, APermissionThatSaysSomethingElseIsReplaced) {
  const Desired desired =
      desire("stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ lambda: f }]\n").desired;
  Observed world = live_after_apply(desired);
  const DesiredPermission& wanted = desired.permissions.at(0);
  world.function_policies[wanted.function_arn] =
      R"({"Version":"2012-10-17","Statement":[{"Sid":")" + wanted.statement_id +
      R"(","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction",)" +
      R"("Resource":")" + wanted.function_arn +
      R"(","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:events:eu-west-1:123456789012:rule/old"}}}]})";
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "replace aws.lambda_permission " + wanted.statement_id + "\n");
  EXPECT_THAT(result.plan.changes[0].loses, HasSubstr("dead-letter queue"));
  EXPECT_EQ(result.plan.changes[0].operations.size(), 2u);
}

TEST(Plan, AFilterIsTakenAwayBeforeItsScopeChangesSoThatNothingIsLostMeanwhile) {
  const Desired desired =
      desire(
          "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to:\n      - sns: t\n        "
          "subscribers: [{ sqs: w, filter: { detail: { x: [1] } } }]\n")
          .desired;
  Observed world = live_after_apply(desired);
  awsclient::Attributes& live = world.topics.begin()->second.subscriptions.at(0).attributes;
  live = {{"FilterPolicyScope", "MessageAttributes"}, {"FilterPolicy", R"({"y":["z"]})"}};
  const PlanResult result = make_plan(desired, world, {});
  ASSERT_EQ(result.plan.changes.size(), 1u);
  const std::vector<Operation>& calls = result.plan.changes[0].operations;
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(std::get<SetSubscription>(calls[0]).attributes, (awsclient::Attributes{{"FilterPolicy", "{}"}}));
  EXPECT_EQ(std::get<SetSubscription>(calls[1]).attributes.at("FilterPolicyScope"), "MessageBody");
}

TEST(DestroyPlan, LeavesNothingOfTheStack) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  const PlanResult result = make_destroy_plan(desired, world, {});
  carry_out(result.plan, world);
  EXPECT_TRUE(world.rules.empty());
  EXPECT_TRUE(world.topics.empty());
  EXPECT_TRUE(world.queues.empty());
}

TEST(DestroyPlan, CutOffAtAnyCallIsTakenUpAgain) {
  const Desired desired = desire(kSpec).desired;
  const Plan whole = make_destroy_plan(desired, live_after_apply(desired), {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = live_after_apply(desired);
    Plan part = whole;
    part.changes.resize(cut);
    carry_out(part, world);
    carry_out(make_destroy_plan(desired, world, {}).plan, world);
    EXPECT_TRUE(world.rules.empty() && world.topics.empty() && world.queues.empty())
        << "cut off after " << cut;
  }
}

TEST(Plan, CutOffAtAnyCallIsTakenUpAgain) {
  const Desired desired = desire(kSpec).desired;
  const Observed finished = live_after_apply(desired);
  Observed nothing;
  const Plan whole = make_plan(desired, nothing, {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world;
    Plan part = whole;
    part.changes.resize(cut);
    carry_out(part, world);
    const PlanResult rest = make_plan(desired, world, {});
    EXPECT_TRUE(rest.problems.empty());
    carry_out(rest.plan, world);
    EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "") << "cut off after " << cut;
    EXPECT_EQ(world.rules.size(), finished.rules.size());
    EXPECT_EQ(world.queues.size(), finished.queues.size());
  }
}

TEST(DestroyPlan, KeepsAndNamesAQueueThatHoldsMessages) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.queues.at(aws::queue_arn(kRealm, "w")).attributes["ApproximateNumberOfMessages"] = "3";
  const PlanResult kept = make_destroy_plan(desired, world, {});
  EXPECT_THAT(kept.plan.kept.at(0), HasSubstr("the queue w holds 3 messages and stays"));
  const Plan discarding = make_destroy_plan(desired, world, {false, true}).plan;
  EXPECT_TRUE(discarding.kept.empty());
  const auto queue = std::find_if(discarding.changes.begin(), discarding.changes.end(),
                                  [](const Change& c) { return c.kind == "aws.queue" && c.name == "w"; });
  ASSERT_NE(queue, discarding.changes.end());
  EXPECT_EQ(queue->loses, "the 3 messages in it are discarded");
}

TEST(DestroyPlan, TakesOnlyItsStatementFromWhatItDidNotMake) {
  const Desired desired = desire(kSpec).desired;
  Observed world;
  world.queues[aws::queue_arn(kRealm, "q")] = {
      "url",
      {{"Policy",
        R"({"Version":"2012-10-17","Statement":[{"Sid":"theirs","Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]})"}}};
  carry_out(make_plan(desired, world, {}).plan, world);
  carry_out(make_destroy_plan(desired, world, {}).plan, world);
  ASSERT_EQ(world.queues.size(), 1u);
  const json::Array left =
      statements_of(policy_document(world.queues.begin()->second.attributes.at("Policy")));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(json::string_or_empty(left[0].as_object(), "Sid"), "theirs");
}

TEST(DestroyPlan, ASharedDeadLetterQueueGoesWithTheLastStack) {
  const std::string shared =
      "defaults: { dead_letter: dlq }\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ sns: t-";
  const Desired one = desire("stack: one\n" + shared + "one }]\n").desired;
  const Desired two = desire("stack: two\n" + shared + "two }]\n").desired;
  Observed world = live_after_apply(one);
  carry_out(make_plan(two, world, {}).plan, world);
  carry_out(make_destroy_plan(one, world, {}).plan, world);
  EXPECT_TRUE(world.queues.contains(aws::queue_arn(kRealm, "dlq")));
  carry_out(make_destroy_plan(two, world, {}).plan, world);
  EXPECT_TRUE(world.queues.empty());
}

TEST(Desired, CoversRulesWithDefaultNamesByOnePatternInAPolicy) {
  const Desired desired = desire(kSpec).desired;
  const DesiredQueue& letters = desired.queues.at(aws::queue_arn(kRealm, "s-dead-letter"));
  EXPECT_EQ(letters.sources, (std::set<std::string>{"arn:aws:events:eu-west-1:123456789012:rule/GC",
                                                    "arn:aws:events:eu-west-1:123456789012:rule/s-*"}));
}

TEST(Desired, GivesAllProblemsAtOnce) {
  const auto result = desire(
      "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ sns: a }, { sns: a }]\n"
      "  b:\n    events: conversationCreated\n    where: { detail: { x: [] } }\n    to: [{ sns: a }]\n");
  ASSERT_EQ(result.problems.size(), 2u);
  EXPECT_THAT(result.problems[0].message, HasSubstr("two targets with the id 'switchboard-sns-a'"));
  EXPECT_THAT(result.problems[1].message, HasSubstr("Empty arrays are not allowed"));
}

TEST(RoutePattern, IsTheTutorialsOwn) {
  const Desired desired = desire(kSpec).desired;
  EXPECT_EQ(desired.rules[0].pattern, R"({"source":["genesyscloud"],"detail-type":["conversationCreated"]})");
  EXPECT_EQ(
      desired.rules[1].pattern,
      R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],"detail":{"queue":{"id":["30efdbc1-b459-462a-a4b5-966c53a60562"]}}})");
}

TEST(RoutePattern, EndedMeansAnAgentsLegOverOrAnAbandonedWait) {
  const auto result = desire(
      "stack: s\ngenesys: { integration: { suffix: x } }\nroutes:\n  a:\n    intent: ended\n    queues: "
      "[General Support]\n    to: [{ sns: t }]\n");
  ASSERT_TRUE(result.problems.empty());
  EXPECT_EQ(result.desired.rules[0].bus, "aws.partner/genesys.com/cloud/org/x");
  const auto pattern = pattern::parse(result.desired.rules[0].pattern);
  ASSERT_TRUE(pattern.ok()) << pattern.error.message;
  const auto answer = [&](const char* type, const char* body) {
    const auto event = pattern::read_event(
        std::string(
            R"({"source":"aws.partner/genesys.com/cloud/org/x","detail-type":"v2.detail.events.conversation.{id}.)") +
        type + R"(","detail":{"eventBody":{"queueId":"30efdbc1-b459-462a-a4b5-966c53a60562",)" + body +
        "}}}");
    return pattern::matches(*pattern.pattern, *event.event);
  };
  EXPECT_TRUE(answer("user.end", R"("disconnectType":"PEER","interactingDurationMs":5)"));
  EXPECT_FALSE(answer("user.end", R"("disconnectType":"CONSULT_TRANSFER","interactingDurationMs":5)"));
  EXPECT_FALSE(answer("user.end", R"("disconnectType":"PEER","alertingDurationMs":5)"));
  EXPECT_TRUE(answer("acd.end", R"("acdOutcome":"ABANDON")"));
  EXPECT_FALSE(answer("acd.end", R"("acdOutcome":"ANSWERED")"));
}

TEST(Probes, MatchTheirOwnPatternWhateverItsOperators) {
  for (
      const char* pattern :
      {R"({"source":["a"],"detail-type":["b"]})",
       R"({"source":[{"prefix":"aws."}],"detail-type":[{"suffix":".end"}],"detail":{"n":[{"numeric":[">",1,"<",2]}],"s":[{"anything-but":["x"]}],"e":[{"exists":true}],"m":[{"exists":false}],"w":[{"wildcard":"a*b"}],"i":[{"equals-ignore-case":"Q"}],"c":[{"cidr":"10.0.0.0/8"}]}})",
       R"({"detail-type":["t"],"$or":[{"detail":{"a":[1]}},{"detail":{"b":[2]}}]})"}) {
    EXPECT_TRUE(make_probes(pattern, kRealm)) << pattern;
  }
  EXPECT_FALSE(make_probes(R"({"source":["a"]})", kRealm)) << "another detail-type would match too";
}

}  // namespace
}  // namespace sb::reconcile
