// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/desired.h"
#include "reconcile/partner.h"
#include "reconcile/plan.h"
#include "reconcile/verify_partner.h"
#include "spec/load.h"

// Plans about the integration and its bus, carried out on plain data.
namespace sb::reconcile {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const aws::Realm kRealm{"123456789012", "eu-west-1"};
constexpr char kUserStart[] = "v2.detail.events.conversation.{id}.user.start";
constexpr char kAcw[] = "v2.detail.events.conversation.{id}.acw";

std::string bus_of(const std::string& suffix) { return "aws.partner/genesys.com/cloud/org/" + suffix; }

Desired desire(const std::string& stack = "s", const std::string& suffix = "one",
               const std::string& topic = kUserStart, const std::string& genesys = "") {
  const std::string text = "stack: " + stack + "\ngenesys: { integration: { suffix: " + suffix + " }" +
                           genesys +
                           " }\ndefaults: { dead_letter: { none: short } }\nroutes:\n  a:\n    events: \"" +
                           topic + "\"\n    to: [{ sns: t }]\n";
  auto loaded = spec::load(text, "s.yaml", [](std::string_view) { return std::nullopt; });
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  Resolution resolution;
  resolution.realm = kRealm;
  resolution.organization_id = "org";
  return make_desired(*loaded.spec, resolution).desired;
}

genesys::Integration make_integration(const std::string& suffix, const std::string& notes,
                                      std::vector<std::string> topics) {
  genesys::Integration out{"id-" + suffix, "I " + suffix, "ENABLED", "ACTIVE", "", "t", {}};
  out.config.name = out.name;
  out.config.notes = notes;
  out.config.suffix = suffix;
  out.config.account = kRealm.account;
  out.config.region = kRealm.region;
  out.config.topics = std::move(topics);
  return out;
}

// What would be live after each operation. Rules and the rest are left out but for their standing on buses.
struct Effect {
  Observed& world;

  genesys::Integration& at(const std::string& id) {
    for (genesys::Integration& item : world.integrations) {
      if (item.id == id) return item;
    }
    ADD_FAILURE() << "no integration " << id;
    return world.integrations.emplace_back();
  }
  void operator()(const MakeIntegration& op) {
    if (op.id.empty())
      world.integrations.push_back(
          {"new-" + op.suffix, unfinished_name(op.stack), "DISABLED", "INACTIVE", "", "", {}});
    genesys::Integration& made = at(op.id.empty() ? "new-" + op.suffix : op.id);
    const genesys::Integration whole =
        make_integration(op.suffix, write_holders("", {{op.stack, Holding::kMade}}),
                         std::vector<std::string>(op.topics.begin(), op.topics.end()));
    made.config = whole.config;
    made.name = op.name;
    made.intended = "ENABLED";
    made.reported = "ACTIVE";
  }
  void operator()(const EditIntegration& op) {
    genesys::IntegrationConfig& config = at(op.id).config;
    for (const std::string& topic : op.add) config.topics.push_back(topic);
    std::erase_if(config.topics, [&](const std::string& t) { return op.remove.contains(t); });
    Holders holders = read_holders(config.notes);
    if (op.mark == EditIntegration::Mark::kUse) holders[op.stack] = Holding::kUsed;
    if (op.mark == EditIntegration::Mark::kLeave) holders = without(holders, op.stack);
    config.notes = write_holders(config.notes, holders);
  }
  void operator()(const EnableIntegration& op) {
    at(op.id).intended = "ENABLED";
    at(op.id).reported = "ACTIVE";
  }
  void operator()(const DeleteIntegration& op) {
    std::erase_if(world.integrations, [&](const auto& item) { return item.id == op.id; });
  }
  void operator()(const AssociateBus& op) {
    ObservedBus& bus = world.partner_buses[op.source];
    if (!bus.exists) bus.description = op.description;
    bus.exists = true;
    bus.source = awsclient::EventSource{op.source, "ACTIVE", std::nullopt};
  }
  void operator()(const DescribeBusAs& op) { world.partner_buses[op.name].description = op.description; }
  void operator()(const DeleteBus& op) { world.partner_buses.erase(op.name); }
  void operator()(const CreateTopic& op) {
    world.topics[aws::topic_arn(kRealm, op.name)].attributes["Policy"] = op.policy;
  }
  void operator()(const SetTopicPolicy& op) { world.topics[op.arn].attributes["Policy"] = op.policy; }
  void operator()(const DeleteTopic& op) { world.topics.erase(op.arn); }
  void operator()(const PutRule& op) {
    world.rules[aws::rule_arn(kRealm, op.rule.bus, op.rule.name)].rule = op.rule;
  }
  void operator()(const PutTargets& op) {
    world.rules[aws::rule_arn(kRealm, op.bus, op.rule)].targets = op.targets;
  }
  void operator()(const DisableRule& op) {
    world.rules[aws::rule_arn(kRealm, op.rule.bus, op.rule.name)].rule = op.rule;
  }
  void operator()(const DeleteRule& op) { world.rules.erase(aws::rule_arn(kRealm, op.bus, op.name)); }
  template <class Other>
  void operator()(const Other&) {}
};

void carry_out(const Plan& plan, Observed& world) {
  Effect effect{world};
  for (const Change& change : plan.changes) {
    for (const Operation& operation : change.operations) std::visit(effect, operation);
  }
}

Observed live_after(const Desired& desired, Observed world = {}) {
  carry_out(make_plan(desired, world, {}).plan, world);
  return world;
}

// "create genesys.integration Switchboard s one", without topics, rules and the like.
std::vector<std::string> partner_changes(const Plan& plan) {
  std::vector<std::string> out;
  for (const Change& change : plan.changes) {
    if (change.kind == "genesys.integration" || change.kind == "aws.event_bus")
      out.push_back(std::string(action_word(change.action)) + " " + change.kind + " " + change.name);
  }
  return out;
}

size_t index_of(const Plan& plan, Action action, const std::string& kind) {
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    if (plan.changes[i].action == action && plan.changes[i].kind == kind) return i;
  }
  ADD_FAILURE() << "no change of " << kind;
  return 0;
}

bool all_good(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.ok == true; });
}

TEST(PartnerPlan, MakesIntegrationThenBusThenRulesAndIsEmptyOnceCarriedOut) {
  const Desired desired = desire();
  const Plan plan = make_plan(desired, {}, {}).plan;
  EXPECT_THAT(partner_changes(plan), ElementsAre("create genesys.integration Switchboard s one",
                                                 "create aws.event_bus " + bus_of("one")));
  const size_t integration = index_of(plan, Action::kCreate, "genesys.integration");
  const size_t bus = index_of(plan, Action::kCreate, "aws.event_bus");
  EXPECT_THAT(plan.changes[bus].needs, ElementsAre(integration));
  EXPECT_THAT(plan.changes[index_of(plan, Action::kCreate, "aws.rule")].needs, Contains(bus));
  EXPECT_THAT(plan.notes, Contains(HasSubstr("are lost")));
  const PlanResult again = make_plan(desired, live_after(desired), {});
  EXPECT_THAT(again.plan.changes, IsEmpty());
  EXPECT_TRUE(all_good(check_partner_road(desired, live_after(desired), {})));
}

TEST(PartnerPlan, ATopicMoreIsMergedInAndOneLessStays) {
  const Observed live = live_after(desire());
  const PlanResult more = make_plan(desire("s", "one", kAcw), live, {});
  ASSERT_THAT(partner_changes(more.plan), ElementsAre("update genesys.integration Switchboard s one"));
  const auto& edit = std::get<EditIntegration>(more.plan.changes[0].operations.at(0));
  EXPECT_THAT(edit.add, ElementsAre(kAcw));
  EXPECT_THAT(edit.remove, IsEmpty());
  EXPECT_THAT(more.plan.notes, Contains(HasSubstr("which no route asks for")));
  EXPECT_THAT(more.plan.changes[index_of(more.plan, Action::kUpdate, "aws.rule")].needs, Contains(0u))
      << "a rule follows the topics that it needs";
}

TEST(PartnerPlan, AnExclusiveStackTakesTopicsOutOfWhatIsItsAlone) {
  const std::string exclusive = ", exclusive: true";
  const Observed live = live_after(desire());
  const PlanResult plan = make_plan(desire("s", "one", kAcw, exclusive), live, {});
  EXPECT_THAT(std::get<EditIntegration>(plan.plan.changes.at(0).operations.at(0)).remove,
              ElementsAre(kUserStart));
  Observed theirs;
  theirs.integrations = {make_integration("one", "theirs", {kUserStart, kAcw})};
  EXPECT_THAT(partner_changes(make_plan(desire("s", "one", kAcw, exclusive), theirs, {}).plan),
              ElementsAre("create aws.event_bus " + bus_of("one")));
}

TEST(PartnerPlan, WhatOthersMadeIsUsedAndNeverMarkedDisabledOrDeleted) {
  const Desired desired = desire();
  Observed world;
  world.integrations = {make_integration("one", "ask first", {kAcw})};
  const Observed live = live_after(desired, world);
  EXPECT_THAT(live.integrations[0].config.topics, ElementsAre(kAcw, kUserStart));
  EXPECT_EQ(live.integrations[0].config.notes, "ask first");
  Observed after = live;
  const PlanResult destroy = make_destroy_plan(desired, live, {});
  carry_out(destroy.plan, after);
  EXPECT_EQ(after.integrations[0].config, live.integrations[0].config);
  EXPECT_TRUE(after.partner_buses.empty()) << "the bus was ours";
  EXPECT_THAT(destroy.plan.notes, Contains(HasSubstr(kUserStart)));
}

TEST(PartnerPlan, ADisabledIntegrationOfOthersIsEnabledOnRequestOnly) {
  Observed world;
  world.integrations = {make_integration("one", "", {kUserStart})};
  world.integrations[0].intended = "DISABLED";
  world.integrations[0].reported = "INACTIVE";
  const PlanResult refused = make_plan(desire(), world, {});
  ASSERT_EQ(refused.problems.size(), 1u);
  EXPECT_THAT(refused.problems[0].message, HasSubstr("is disabled and was not made by Switchboard"));
  const PlanResult adopted = make_plan(desire(), world, {true, false});
  EXPECT_TRUE(std::get<EnableIntegration>(adopted.plan.changes.at(0).operations.at(0)).enable);
}

TEST(PartnerPlan, ABusOfOthersIsUsedAndStays) {
  const Desired desired = desire();
  Observed world;
  world.partner_buses[bus_of("one")] = {
      true, "by hand", awsclient::EventSource{bus_of("one"), "ACTIVE", {}}, 0, {}};
  Observed live = live_after(desired, world);
  EXPECT_EQ(live.partner_buses.at(bus_of("one")).description, "by hand");
  EXPECT_THAT(partner_changes(make_destroy_plan(desired, live, {}).plan),
              ElementsAre("delete genesys.integration Switchboard s one"));
}

TEST(PartnerPlan, AnotherSuffixStandsBeforeTheOldOneGoes) {
  Observed world = live_after(desire());
  const Desired desired = desire("s", "two");
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_THAT(
      partner_changes(result.plan),
      ElementsAre("replace genesys.integration Switchboard s two", "create aws.event_bus " + bus_of("two"),
                  "delete aws.event_bus " + bus_of("one"), "delete genesys.integration Switchboard s one"));
  EXPECT_THAT(result.plan.warnings, Contains(HasSubstr("are lost")));
  const size_t made = index_of(result.plan, Action::kCreate, "aws.rule");
  const size_t disabled = index_of(result.plan, Action::kUpdate, "aws.rule");
  EXPECT_THAT(result.plan.changes[disabled].needs, Contains(made));
  carry_out(result.plan, world);
  EXPECT_EQ(world.integrations.size(), 1u);
  EXPECT_EQ(world.partner_buses.size(), 1u);
  EXPECT_THAT(make_plan(desired, world, {}).plan.changes, IsEmpty());
}

TEST(PartnerPlan, AnotherAccountOrRegionFreesTheSuffixFirst) {
  Observed world = live_after(desire());
  world.integrations[0].config.region = "us-east-1";
  world.partner_buses.clear();
  world.rules.clear();
  const PlanResult refused = make_plan(desire(), world, {});
  ASSERT_EQ(refused.problems.size(), 1u);
  EXPECT_EQ(refused.problems[0].code, "SB0355");
  EXPECT_THAT(refused.problems[0].message, HasSubstr("in the account 123456789012, region us-east-1"));
  EXPECT_EQ(refused.problems[0].place, "s.yaml:2:25");
  const PlanResult result = make_plan(desire(), world, {true, false});
  const Change& change = result.plan.changes.at(0);
  EXPECT_EQ(change.action, Action::kReplace);
  ASSERT_EQ(change.operations.size(), 2u);
  EXPECT_EQ(std::get<DeleteIntegration>(change.operations[0]).id, world.integrations[0].id);
  EXPECT_EQ(change.diff.at(0).path, "awsAccountRegion");
  EXPECT_THAT(result.plan.warnings, Contains(HasSubstr("region us-east-1, and stay there")));
  carry_out(result.plan, world);
  EXPECT_THAT(make_plan(desire(), world, {}).plan.changes, IsEmpty());
}

TEST(PartnerPlan, TheRoadOfTheStackInAnotherRegionStaysWhereItHasAnotherSuffix) {
  Observed world = live_after(desire());
  world.integrations[0].config.region = "us-east-1";
  world.partner_buses.clear();
  world.rules.clear();
  const Desired here = desire("s", "two");
  const Plan plan = make_plan(here, world, {}).plan;
  EXPECT_THAT(partner_changes(plan), ElementsAre("create genesys.integration Switchboard s two",
                                                 "create aws.event_bus " + bus_of("two")));
  EXPECT_THAT(plan.notes, Contains(HasSubstr("in us-east-1 and stays; destroy it from there")));
  EXPECT_THAT(plan.warnings, IsEmpty());
  EXPECT_THAT(plan.kept, IsEmpty());
  carry_out(plan, world);
  EXPECT_EQ(world.integrations.size(), 2u);
  EXPECT_THAT(make_plan(here, world, {}).plan.changes, IsEmpty());
  Observed full = world;
  full.integrations.pop_back();
  full.integrations_max = 1;
  EXPECT_EQ(make_plan(here, full, {}).problems.at(0).code, "SB0352") << "it makes no room";
}

TEST(PartnerPlan, AnotherAccountIsRefusedWhereOtherStacksUseTheOldOne) {
  Observed world;
  world.integrations = {make_integration("one", "[switchboard:other=used,s=made]", {})};
  world.integrations[0].config.account = "999999999999";
  EXPECT_THAT(make_plan(desire(), world, {}).problems.at(0).message, HasSubstr("other stacks use it"));
}

TEST(PartnerPlan, AFullOrganisationIsRefusedUnlessOneOfOursMakesRoom) {
  Observed world;
  world.integrations = {make_integration("x", "", {}), make_integration("y", "", {})};
  world.integrations_max = 2;
  EXPECT_THAT(make_plan(desire(), world, {}).problems.at(0).message, HasSubstr("has 2 integrations"));
  world.integrations[1].config.notes = "[switchboard:s=made]";
  const PlanResult replaced = make_plan(desire(), world, {});
  ASSERT_TRUE(replaced.problems.empty());
  EXPECT_EQ(std::get<DeleteIntegration>(replaced.plan.changes.at(0).operations.at(0)).id, "id-y");
  EXPECT_EQ(partner_changes(replaced.plan).size(), 2u) << "it is deleted once";
}

TEST(PartnerPlan, AnIntegrationLeftUnfinishedIsTakenUpAndFurtherOnesGo) {
  Observed world;
  for (const char* id : {"first", "second"})
    world.integrations.push_back({id, unfinished_name("s"), "DISABLED", "INACTIVE", "", "", {}});
  world.integrations.push_back({"third", unfinished_name("t"), "DISABLED", "INACTIVE", "", "", {}});
  const Observed live = live_after(desire(), world);
  ASSERT_EQ(live.integrations.size(), 2u);
  EXPECT_EQ(live.integrations[0].id, "first");
  EXPECT_EQ(live.integrations[0].config.suffix, "one");
  EXPECT_EQ(live.integrations[1].id, "third");
}

TEST(PartnerPlan, OneThatIsBeingDeletedIsWaitedForBeforeItsSuffixIsUsedAgain) {
  Observed world;
  world.integrations = {make_integration("one", "[switchboard:s=made]", {kUserStart})};
  world.integrations[0].intended = "DELETED";
  const Change change = make_plan(desire(), world, {}).plan.changes.at(0);
  ASSERT_EQ(change.operations.size(), 2u);
  EXPECT_EQ(std::get<DeleteIntegration>(change.operations[0]).id, "id-one");
}

TEST(PartnerPlan, StacksThatShareAnIntegrationTakeItDownWithTheLast) {
  const Desired first = desire("first");
  const Desired second = desire("second", "one", kAcw);
  Observed world = live_after(first);
  world.partner_buses.at(bus_of("one")).other_stacks = {};
  carry_out(make_plan(second, world, {}).plan, world);
  ASSERT_EQ(world.integrations.size(), 1u);
  EXPECT_EQ(read_holders(world.integrations[0].config.notes),
            (Holders{{"first", Holding::kMade}, {"second", Holding::kUsed}}));
  ObservedBus& bus = world.partner_buses.at(bus_of("one"));
  bus.other_stacks = {"second"};
  carry_out(make_destroy_plan(first, world, {}).plan, world);
  ASSERT_EQ(world.integrations.size(), 1u);
  EXPECT_EQ(read_holders(world.integrations[0].config.notes), (Holders{{"second", Holding::kMade}}));
  EXPECT_EQ(read_holders(bus.description), (Holders{{"second", Holding::kMade}}));
  bus.other_stacks = {};
  carry_out(make_destroy_plan(second, world, {}).plan, world);
  EXPECT_TRUE(world.integrations.empty() && world.partner_buses.empty());
}

TEST(PartnerPlan, ABusWithRulesOfOthersStaysAndKeepsItsIntegration) {
  const Desired desired = desire();
  Observed world = live_after(desired);
  world.partner_buses.at(bus_of("one")).foreign_rules = 2;
  const PlanResult result = make_destroy_plan(desired, world, {});
  EXPECT_THAT(partner_changes(result.plan), IsEmpty());
  EXPECT_THAT(result.plan.kept, ElementsAre(HasSubstr("holds 2 rules"), HasSubstr("live by its event bus")));
}

TEST(PartnerPlan, AnIntegrationOfAnotherRegionIsNotDestroyedFromHere) {
  const Desired desired = desire();
  Observed world = live_after(desired);
  world.integrations[0].config.region = "us-east-1";
  const PlanResult result = make_destroy_plan(desired, world, {});
  EXPECT_THAT(result.plan.kept, ElementsAre(HasSubstr("in us-east-1 and stays")));
}

TEST(PartnerPlan, ASourceThatIsNotActiveIsBroughtBack) {
  const Desired desired = desire();
  Observed world = live_after(desired);
  auto& source = world.partner_buses.at(bus_of("one")).source;
  source->state = "PENDING";
  source->expires = base::Time(base::Seconds(1772632800));
  const Plan plan = make_plan(desired, world, {}).plan;
  EXPECT_THAT(partner_changes(plan), ElementsAre("update aws.event_bus " + bus_of("one")));
  EXPECT_THAT(plan.changes[0].diff.at(0).before, HasSubstr("PENDING (lapses 2026-03-04"));
  EXPECT_FALSE(all_good(check_partner_road(desired, world, {})));
  source.reset();
  EXPECT_THAT(partner_changes(make_plan(desired, world, {}).plan),
              ElementsAre("update aws.event_bus " + bus_of("one")));
}

TEST(PartnerPlan, CutOffAtAnyChangeIsTakenUpAgain) {
  const Desired desired = desire();
  const Plan whole = make_plan(desired, {}, {}).plan;
  const Plan down = make_destroy_plan(desired, live_after(desired), {}).plan;
  for (size_t cut = 0; cut <= std::max(whole.changes.size(), down.changes.size()); ++cut) {
    Observed world;
    Plan part = whole;
    part.changes.resize(std::min(cut, whole.changes.size()));
    carry_out(part, world);
    world = live_after(desired, world);
    EXPECT_THAT(make_plan(desired, world, {}).plan.changes, IsEmpty()) << cut;
    EXPECT_EQ(world.integrations.size(), 1u);
    part = down;
    part.changes.resize(std::min(cut, down.changes.size()));
    carry_out(part, world);
    carry_out(make_destroy_plan(desired, world, {}).plan, world);
    EXPECT_TRUE(world.integrations.empty() && world.partner_buses.empty() && world.rules.empty()) << cut;
  }
}

TEST(PartnerPlan, AStackWithoutPartnerRoutesLosesWhatItMadeForThem) {
  const Desired before = desire();
  Observed world = live_after(before);
  Desired after = before;
  after.integration.reset();
  after.names_integration = false;
  after.rules.clear();
  after.buses.clear();
  const Plan plan = make_plan(after, world, {}).plan;
  EXPECT_LT(index_of(plan, Action::kDelete, "genesys.integration"),
            index_of(plan, Action::kDelete, "aws.rule"))
      << "rules are what the integration is found by when this is cut off";
  carry_out(plan, world);
  EXPECT_TRUE(world.integrations.empty() && world.partner_buses.empty() && world.rules.empty());
}

TEST(PartnerPlan, APlanForSomeRoutesLeavesTheRoadToTheOthers) {
  const Desired all = desire();
  const Observed world = live_after(all);
  PlanOptions some;
  some.scope.routes = {"another"};
  some.scope.others = all;
  Desired inside = all;
  inside.integration.reset();
  inside.rules.clear();
  EXPECT_TRUE(partner_changes(make_plan(inside, world, some).plan).empty());
  EXPECT_TRUE(partner_changes(make_destroy_plan(inside, world, some).plan).empty());
}

TEST(PartnerPlan, APlanForSomeRoutesKeepsTheTopicsOfTheOthersInAnExclusiveIntegration) {
  const Desired all = desire();
  const Observed world = live_after(all);
  PlanOptions some;
  some.scope.routes = {"another"};
  some.scope.others = all;
  Desired inside = all;
  inside.exclusive = true;
  inside.integration->topics.clear();
  const Plan plan = make_plan(inside, world, some).plan;
  EXPECT_TRUE(partner_changes(plan).empty());
  EXPECT_TRUE(plan.notes.empty());
}

}  // namespace
}  // namespace sb::reconcile
