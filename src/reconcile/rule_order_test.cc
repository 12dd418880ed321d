// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "aws/policy.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"
#include "reconcile/plan_fixture.h"

// No event falls between: whatever comes to a queue before a plan and after it comes there all the while.
namespace sb::reconcile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::array<const char*, 4> kQueueIds{"id-1", "id-2", "id-3", "id-4"};
constexpr std::array<const char*, 2> kMedia{"voice", "chat"};

bool matches(const std::string& pattern, const std::string& event) {
  const auto parsed = pattern::parse(pattern);
  const auto read = pattern::read_event(event);
  return parsed.ok() && read.ok() && pattern::matches(*parsed.pattern, *read.event);
}

std::string event_of(const char* queue_id, const char* media) {
  return fmt::format(
      R"({{"source":"genesys.cloud","detail-type":"conversation.end","detail":{{"queue":{{"id":"{}"}},"mediaType":"{}"}}}})",
      queue_id, media);
}

bool lets_in(const std::map<std::string, std::string>& attributes, const char* service, const char* action,
             const std::string& resource, const std::string& source) {
  const auto policy = attributes.find("Policy");
  if (policy == attributes.end()) return false;
  aws::PolicyRequest request;
  request.principal_service = service;
  request.action = action;
  request.resource = resource;
  if (!source.empty()) request.context["aws:sourcearn"] = source;
  const auto parsed = aws::parse_policy(policy->second);
  return parsed.ok() && aws::evaluate(*parsed, request) == aws::PolicyVerdict::kAllow;
}

// Where events come, as "QUEUE-ID MEDIA NAME-OF-QUEUE".
class Arrivals {
 public:
  explicit Arrivals(const Observed& world) : world_(world) {}

  std::set<std::string> find() {
    for (const char* id : kQueueIds) {
      for (const char* media : kMedia) {
        event_ = fmt::format("{} {} ", id, media);
        const std::string event = event_of(id, media);
        for (const auto& [arn, found] : world_.rules) {
          if (found.rule.state != "DISABLED" && matches(found.rule.pattern, event)) lead(arn, found, event);
        }
      }
    }
    return std::move(out_);
  }

 private:
  void lead(const std::string& rule, const ObservedRule& found, const std::string& event) {
    for (const awsclient::RuleTarget& target : found.targets) {
      const std::string arn = json::string_or_empty(target.wire, "Arn");
      arrive(arn, "events.amazonaws.com", rule);
      const auto topic = world_.topics.find(arn);
      if (topic == world_.topics.end() ||
          !lets_in(topic->second.attributes, "events.amazonaws.com", "sns:Publish", arn, "")) {
        continue;
      }
      for (const ObservedSubscription& item : topic->second.subscriptions) {
        const auto filter = item.attributes.find("FilterPolicy");
        if (filter == item.attributes.end() || filter->second == "{}" || matches(filter->second, event))
          arrive(item.subscription.endpoint, "sns.amazonaws.com", arn);
      }
    }
  }

  void arrive(const std::string& arn, const char* service, const std::string& source) {
    const auto queue = world_.queues.find(arn);
    if (queue != world_.queues.end() &&
        lets_in(queue->second.attributes, service, "sqs:SendMessage", arn, source))
      out_.insert(event_ + arn.substr(arn.rfind(':') + 1));
  }

  const Observed& world_;
  std::string event_;
  std::set<std::string> out_;
};

std::set<std::string> arrivals(const Observed& world) { return Arrivals(world).find(); }

// A spec's routes: which queue ids each is about, and the rest of it as text.
struct Routes {
  std::string text = "stack: s\nroutes:\n";
  std::map<std::string, std::vector<std::string>> ids;

  void add(const std::string& name, std::vector<std::string> queue_ids, const std::string& rest) {
    text += fmt::format("  {}: {{ events: conversation.end, queues: [General Support], {} }}\n", name, rest);
    ids[name] = std::move(queue_ids);
  }
};

Desired desire_routes(const Routes& routes) {
  Resolution resolution;
  resolution.realm = kRealm;
  resolution.organization_id = "org";
  resolution.queue_ids = routes.ids;
  DesiredResult result = make_desired(read_spec(routes.text), resolution);
  for (const base::Error& problem : result.problems) ADD_FAILURE() << problem.message << routes.text;
  return result.desired;
}

Routes one(std::vector<std::string> ids, const std::string& rest) {
  Routes out;
  out.add("a", std::move(ids), rest);
  return out;
}

Plan plan_between(const Routes& before, const Routes& after) {
  return make_plan(desire_routes(after), live_after_apply(desire_routes(before)), {}).plan;
}

bool loses_something(const Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(),
                     [](const Change& change) { return !change.loses.empty(); });
}

// An order in which workers side by side may end the changes of a plan.
std::vector<size_t> draw_order(const Plan& plan, std::mt19937& random) {
  const base::Schedule schedule = schedule_of(plan);
  std::vector<size_t> out;
  std::vector<bool> done(plan.changes.size());
  while (out.size() < plan.changes.size()) {
    size_t stage = SIZE_MAX;
    for (size_t i = 0; i < done.size(); ++i) {
      if (!done[i]) stage = std::min(stage, schedule.stage[i]);
    }
    std::vector<size_t> free;
    for (size_t i = 0; i < done.size(); ++i) {
      const auto& needs = schedule.needs[i];
      if (!done[i] && schedule.stage[i] == stage &&
          std::all_of(needs.begin(), needs.end(), [&](size_t need) { return done[need]; })) {
        free.push_back(i);
      }
    }
    out.push_back(free[random() % free.size()]);
    done[out.back()] = true;
  }
  return out;
}

// The plan's calls one by one in such an order; what came before and comes after must come after each.
void expect_nothing_between(const Routes& before, const Routes& after, unsigned seed) {
  const Desired wanted = desire_routes(after);
  Observed world = live_after_apply(desire_routes(before));
  const Plan plan = make_plan(wanted, world, {}).plan;
  if (loses_something(plan)) return;
  Observed end = world;
  carry_out(plan, end);
  std::set<std::string> kept;
  const std::set<std::string> at_first = arrivals(world);
  for (const std::string& arrival : arrivals(end)) {
    if (at_first.contains(arrival)) kept.insert(arrival);
  }
  std::mt19937 random(seed);
  std::string done;
  for (const size_t index : draw_order(plan, random)) {
    const Change& change = plan.changes[index];
    done += fmt::format("  {} {} {}\n", action_word(change.action), change.kind, change.name);
    for (const Operation& operation : change.operations) {
      Change call;
      call.operations = {operation};
      carry_out(call, world);
      const std::set<std::string> now = arrivals(world);
      for (const std::string& arrival : kept) {
        ASSERT_TRUE(now.contains(arrival)) << arrival << " is lost after\n"
                                           << done << "from " << before.text << "to " << after.text;
      }
    }
  }
  EXPECT_EQ(summary(make_plan(wanted, world, {}).plan), "");
}

void expect_nothing_between(const Routes& before, const Routes& after) {
  EXPECT_FALSE(loses_something(plan_between(before, after)));
  for (unsigned seed = 0; seed < 5; ++seed) {
    expect_nothing_between(before, after, seed);
    expect_nothing_between(after, before, seed);
  }
}

TEST(RuleOrder, AnotherRuleNameLosesNothing) {
  const std::string to = "to: [{ sqs: q }, { sns: t, subscribers: [{ sqs: w }] }]";
  expect_nothing_between(one({"id-1"}, to), one({"id-1"}, "rule: other, " + to));
}

TEST(RuleOrder, AnotherTopicOnTheWayToAQueueLosesNothing) {
  expect_nothing_between(one({"id-1"}, "to: [{ sns: t, subscribers: [{ sqs: w }] }]"),
                         one({"id-1"}, "to: [{ sns: t2, subscribers: [{ sqs: w }] }]"));
  expect_nothing_between(one({"id-1"}, "to: [{ sqs: w }]"),
                         one({"id-1"}, "to: [{ sns: t, subscribers: [{ sqs: w }] }]"));
}

TEST(RuleOrder, ATargetOrAQueueThatMovesToAnotherRouteStandsThereBeforeItGoesHere) {
  Routes before;
  before.add("a", {"id-1"}, "to: [{ sqs: q }, { sqs: x }]");
  before.add("b", {"id-1"}, "to: [{ sqs: y }]");
  Routes after;
  after.add("a", {"id-1"}, "to: [{ sqs: x }]");
  after.add("b", {"id-1"}, "to: [{ sqs: y }, { sqs: q }]");
  expect_nothing_between(before, after);
  Routes moved;
  moved.add("a", {"id-1", "id-2"}, "to: [{ sqs: q }]");
  moved.add("b", {"id-3"}, "to: [{ sqs: q }]");
  Routes to;
  to.add("a", {"id-1"}, "to: [{ sqs: q }]");
  to.add("b", {"id-3", "id-2"}, "to: [{ sqs: q }]");
  expect_nothing_between(moved, to);
}

TEST(RuleOrder, ARouteThatIsDividedOrMergedLosesNothing) {
  Routes two;
  two.add("a", {"id-1"}, "to: [{ sqs: q }]");
  two.add("b", {"id-2"}, "to: [{ sqs: q }]");
  expect_nothing_between(one({"id-1", "id-2"}, "to: [{ sqs: q }]"), two);
}

TEST(RuleOrder, ARouteThatIsSwitchedOffIsSoOnceAnotherLeadsItsEventsOn) {
  Routes after;
  after.add("a", {"id-1"}, "state: disabled, to: [{ sqs: q }]");
  after.add("b", {"id-1"}, "to: [{ sqs: q }]");
  const Routes before = one({"id-1"}, "to: [{ sqs: q }]");
  expect_nothing_between(before, after);
  const Plan plan = plan_between(before, after);
  EXPECT_THAT(summary(plan),
              testing::EndsWith("create aws.rule s-b\ncreate aws.target s-b/switchboard-sqs-q\n"
                                "update aws.rule s-a\n"));
}

std::vector<std::string> replaced(const Plan& plan, const std::string& name) {
  std::vector<std::string> out;
  for (const Change& change : plan.changes) {
    if (change.name != name) continue;
    for (const size_t index : change.replaced_by) {
      EXPECT_THAT(change.needs, testing::Contains(index));
      out.push_back(plan.changes[index].name);
    }
  }
  return out;
}

TEST(RuleOrder, WhatTakesSomethingsPlaceIsToldFromWhatMerelyHasToBeDone) {
  const std::string q = "to: [{ sqs: q }]";
  const Plan renamed = plan_between(one({"id-1"}, q), one({"id-1"}, "rule: other, " + q));
  EXPECT_THAT(replaced(renamed, "s-a"), testing::IsSupersetOf({"other", "other/switchboard-sqs-q"}));
  const Plan swapped = plan_between(one({"id-1"}, q), one({"id-1"}, "to: [{ sqs: w }]"));
  EXPECT_THAT(replaced(swapped, "s-a/switchboard-sqs-q"), testing::Contains("s-a/switchboard-sqs-w"));
  const Plan dropped = plan_between(one({"id-1"}, "to: [{ sqs: q }, { sqs: w }]"), one({"id-1"}, q));
  const Plan destroyed = make_destroy_plan(desire_routes(one({"id-1"}, q)),
                                           live_after_apply(desire_routes(one({"id-1"}, q))), {})
                             .plan;
  for (const Plan& plan : {dropped, destroyed}) {
    for (const Change& change : plan.changes)
      EXPECT_THAT(change.replaced_by, testing::IsEmpty()) << change.name;
  }
}

TEST(RuleOrder, RulesThatChangeBesideEachOtherTakeNobodysPlace) {
  Routes before, after;
  before.add("a", {"id-1"}, "to: [{ sqs: q }]");
  before.add("b", {"id-2"}, "to: [{ sqs: q }]");
  after.add("a", {"id-3"}, "to: [{ sqs: q }]");
  after.add("b", {"id-4"}, "to: [{ sqs: q }]");
  const Plan plan = plan_between(before, after);
  EXPECT_THAT(replaced(plan, "s-a"), testing::IsEmpty());
  EXPECT_THAT(replaced(plan, "s-b"), testing::IsEmpty());
  Routes moved;
  moved.add("a", {"id-3"}, "to: [{ sqs: q }]");
  moved.add("b", {"id-1"}, "to: [{ sqs: q }]");
  EXPECT_THAT(replaced(plan_between(before, moved), "s-a"), testing::Contains("s-b"));
}

TEST(RuleOrder, WhereAPolicyHasNoRoomForOldAndNewSendersThePlanSaysWhatIsLost) {
  const std::string q = "to: [{ sqs: q }]";
  const Desired wanted = desire_routes(one({"id-1"}, "rule: other, " + q));
  Observed world = live_after_apply(desire_routes(one({"id-1"}, q)));
  std::string& policy = world.queues.at(aws::queue_arn(kRealm, "q")).attributes["Policy"];
  json::Object document = policy_document(policy);
  json::Array statements = statements_of(document);
  json::Object theirs{{"Sid", ""}, {"Effect", "Deny"}, {"Principal", "*"}, {"Action", "sqs:*"}};
  theirs["Sid"] = std::string(8192 - policy.size() - json::to_text(theirs).size() - 20, 'x');
  statements.push_back(theirs);
  document["Statement"] = statements;
  policy = json::to_text(document);
  const PlanResult result = make_plan(wanted, world, {});
  EXPECT_TRUE(result.problems.empty());
  const auto change = std::find_if(result.plan.changes.begin(), result.plan.changes.end(),
                                   [](const Change& c) { return c.name == "q"; });
  ASSERT_NE(change, result.plan.changes.end());
  EXPECT_THAT(change->loses, HasSubstr("no room for the old senders beside the new ones"));
}

TEST(RuleOrder, RoutesThatGiveCrosswiseSayWhatTheyLose) {
  Routes before;
  before.add("a", {"id-1"}, "to: [{ sqs: q }]");
  before.add("b", {"id-2"}, "to: [{ sqs: q }]");
  Routes after;
  after.add("a", {"id-2"}, "to: [{ sqs: q }]");
  after.add("b", {"id-1"}, "to: [{ sqs: q }]");
  const Plan plan = plan_between(before, after);
  ASSERT_EQ(summary(plan), "update aws.rule s-a\nupdate aws.rule s-b\n");
  EXPECT_THAT(plan.changes[0].loses, HasSubstr("another rule takes up"));
  EXPECT_EQ(plan.changes[1].loses, "");
}

TEST(RuleOrder, WhatARuleNoLongerLeadsToGoesOnceItsTargetIsOff) {
  for (const char* to : {"{ sqs: q }", "{ sns: t }", "{ sns: t, subscribers: [{ sqs: w }] }"}) {
    const Plan plan = plan_between(one({"id-1"}, fmt::format("to: [{{ sqs: stays }}, {}]", to)),
                                   one({"id-1"}, "to: [{ sqs: stays }]"));
    size_t off = plan.changes.size();
    size_t deleted = 0;
    for (size_t i = 0; i < plan.changes.size(); ++i) {
      const Change& change = plan.changes[i];
      if (change.kind == "aws.target" && change.action == Action::kDelete) off = i;
      const bool place = change.kind == "aws.queue" || change.kind == "aws.topic";
      if (!place || change.action != Action::kDelete || change.name == "w") continue;
      EXPECT_THAT(change.needs, testing::Contains(off)) << to;
      ++deleted;
    }
    EXPECT_EQ(deleted, 1u) << to << summary(plan);
  }
}

TEST(RuleOrder, ADeadLetterQueueGoesOnceItsTargetHasAnother) {
  const auto with = [](const std::string& letters) {
    Routes out = one({"id-1"}, "to: [{ sqs: q }]");
    out.text = "defaults: { dead_letter: " + letters + " }\n" + out.text;
    return out;
  };
  const Plan plan = plan_between(with("old"), with("new"));
  const auto index_of = [&](Action action, const std::string& kind, const std::string& name) {
    const auto at = std::find_if(plan.changes.begin(), plan.changes.end(), [&](const Change& change) {
      return change.action == action && change.kind == kind && change.name == name;
    });
    EXPECT_NE(at, plan.changes.end()) << kind << " " << name << " in\n" << summary(plan);
    return static_cast<size_t>(at - plan.changes.begin());
  };
  const size_t put = index_of(Action::kUpdate, "aws.target", "s-a/switchboard-sqs-q");
  EXPECT_THAT(plan.changes[index_of(Action::kDelete, "aws.queue", "old")].needs, testing::Contains(put));
}

TEST(RuleOrder, APolicyIsWidenedFirstAndNarrowedLast) {
  const Plan plan =
      plan_between(one({"id-1"}, "to: [{ sqs: q }]"), one({"id-1"}, "rule: other, to: [{ sqs: q }]"));
  std::vector<std::string> policies;
  for (const Change& change : plan.changes) {
    if (change.kind == "aws.queue_policy" && change.name == "q") policies.push_back(change.diff[0].after);
  }
  ASSERT_EQ(policies.size(), 2u) << summary(plan);
  EXPECT_THAT(policies[0], testing::AllOf(HasSubstr("rule/other"), HasSubstr("rule/s-")));
  EXPECT_THAT(policies[1], testing::AllOf(HasSubstr("rule/other"), testing::Not(HasSubstr("rule/s-"))));
  EXPECT_EQ(plan.changes.back().kind, "aws.queue_policy");
}

TEST(RuleOrder, ANewRuleOfADisabledRouteIsMadeDisabledAndThePlanSaysSo) {
  Observed world = live_after_apply(desire_routes(one({"id-1"}, "to: [{ sqs: q }]")));
  for (auto& [arn, found] : world.rules) found.rule.state = "DISABLED";
  const auto plan_with = [&](const std::string& more) {
    return make_plan(desire_routes(one({"id-1"}, "rule: other, " + more + "to: [{ sqs: q }]")), world, {})
        .plan;
  };
  const auto state_made = [](const Plan& plan) {
    for (const Change& change : plan.changes) {
      if (change.kind == "aws.rule" && change.action == Action::kCreate)
        return std::get<PutRule>(change.operations[0]).rule.state;
    }
    return std::string();
  };
  EXPECT_EQ(state_made(plan_with("")), "DISABLED");
  EXPECT_THAT(plan_with("").notes, testing::Contains(HasSubstr("the rule other is made disabled")));
  EXPECT_EQ(state_made(plan_with("state: enabled, ")), "ENABLED");
}

TEST(RuleOrder, ADisabledRuleThatGoesIsNamed) {
  Routes other;
  other.add("b", {"id-1"}, "to: [{ sqs: q }]");
  Observed world = live_after_apply(desire_routes(one({"id-1"}, "to: [{ sqs: q }]")));
  for (auto& [arn, found] : world.rules) found.rule.state = "DISABLED";
  EXPECT_THAT(make_plan(desire_routes(other), world, {}).plan.notes,
              ElementsAre(HasSubstr("the rule s-a of the route 'a', which was disabled, goes")));
}

// Specs of one to four routes over few queues, topics and rule names, so that most things move.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}

  Routes routes() {
    Routes out;
    std::set<std::string> rules;
    for (const char* name : {"a", "b", "c", "d"}) {
      if (pick(3) == 0 && std::string(name) != "a") continue;
      std::vector<std::string> ids;
      for (const char* id : kQueueIds) {
        if (pick(2) == 0) ids.emplace_back(id);
      }
      if (ids.empty()) ids.emplace_back(kQueueIds[pick(4)]);
      std::string rest;
      const std::string rule = fmt::format("rule-{}", pick(6));
      if (pick(4) == 0 && rules.insert(rule).second) rest += fmt::format("rule: {}, ", rule);
      if (pick(4) == 0) rest += fmt::format("where: {{ detail: {{ mediaType: [{}] }} }}, ", kMedia[pick(2)]);
      out.add(name, std::move(ids), rest + fmt::format("to: [{}]", targets()));
    }
    return out;
  }

 private:
  unsigned pick(unsigned end) { return static_cast<unsigned>(random_() % end); }

  std::string targets() {
    std::string out;
    const unsigned first = pick(3);
    for (unsigned n = first; n <= first + pick(2); ++n) {
      if (!out.empty()) out += ", ";
      if (pick(2) == 0) {
        out += fmt::format("{{ sqs: q-{} }}", n);
      } else {
        out += fmt::format("{{ sns: t-{}, subscribers: [{{ sqs: w-{} }}] }}", n, pick(2));
      }
    }
    return out;
  }

  std::mt19937 random_;
};

TEST(RuleOrder, BetweenSpecsDrawnByChanceNothingIsLostUnlessThePlanSaysSo) {
  int said = 0;
  constexpr int kPairs = 40;
  for (unsigned seed = 1; seed <= kPairs; ++seed) {
    Draw draw(seed);
    const Routes before = draw.routes();
    const Routes after = draw.routes();
    said += loses_something(plan_between(before, after)) ? 1 : 0;
    for (unsigned order = 0; order < 3; ++order) expect_nothing_between(before, after, order);
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(said, kPairs / 5);
}

}  // namespace
}  // namespace sb::reconcile
