// SPDX-License-Identifier: Apache-2.0
#include "reconcile/saved_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/operation_text.h"

namespace sb::reconcile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Plan plan_with(Operation operation, const std::string& name = "r") {
  Plan plan;
  plan.changes.push_back(
      {Action::kUpdate, "aws.rule", name, "", {{"EventPattern", "a", "b"}}, {std::move(operation)}, {}});
  return plan;
}

SavedPlan saved(const Plan& plan) {
  return {"0.1",
          "s.yaml",
          "stack: s\n",
          {{"A", "1"}, {"UNSET", std::nullopt}, {"A_TOKEN", "hush"}},
          {"A_TOKEN"},
          true,
          true,
          {"one"},
          "s",
          {"123456789012", "eu-west-1"},
          "org",
          changes_to_save(plan, {{"A_TOKEN", "hush"}}, {"A_TOKEN"}),
          warnings_to_save(plan, {{"A_TOKEN", "hush"}}, {"A_TOKEN"})};
}

const Plan kPlan = plan_with(DeleteRule{"default", "r"});

TEST(SavedPlan, ComesBackAsItWasButForSecretValues) {
  const SavedPlan before = saved(kPlan);
  const auto after = read_saved_plan(write_saved_plan(before), "p");
  ASSERT_TRUE(after.ok()) << after.error().message;
  EXPECT_EQ(after->text, before.text);
  EXPECT_EQ(after->file, before.file);
  EXPECT_TRUE(after->adopt);
  EXPECT_TRUE(after->discard_messages);
  EXPECT_EQ(after->only, before.only);
  EXPECT_EQ(after->realm, before.realm);
  EXPECT_EQ(after->variables.at("A"), "1");
  EXPECT_EQ(after->variables.at("UNSET"), std::nullopt);
  EXPECT_EQ(after->variables.at("A_TOKEN"), std::nullopt);
  EXPECT_EQ(after->withheld, before.withheld);
  EXPECT_THAT(differences(before, *after), IsEmpty());
}

TEST(SavedPlan, IsRefusedWhenAnyByteOfItIsAnother) {
  const std::string text = write_saved_plan(saved(kPlan));
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(read_saved_plan(changed, "p").ok()) << "byte " << i;
    EXPECT_FALSE(read_saved_plan(text.substr(0, i), "p").ok()) << "cut at " << i;
  }
}

TEST(SavedPlan, HidesSecretVariablesInNamesAndValues) {
  Plan plan = plan_with(DeleteRule{"default", "r"}, "t -> https://h/hush");
  plan.changes[0].diff = {{"Endpoint", "", "https://h/hush"}};
  const SavedPlan kept = saved(plan);
  EXPECT_EQ(kept.changes[0].name, "t -> https://h/${A_TOKEN}");
  EXPECT_EQ(kept.changes[0].diff[0].after, "https://h/${A_TOKEN}");
  EXPECT_EQ(write_saved_plan(kept).find("hush"), std::string::npos);
}

TEST(SavedPlan, WithholdsWhatIsCalledASecretAndWhatStandsInTheSecretOfAnAddress) {
  spec::Spec spec;
  spec.routes.resize(1);
  spec.routes[0].to.resize(1);
  spec.routes[0].to[0].subscribers.resize(1);
  spec.routes[0].to[0].subscribers[0].endpoint = "https://user:hunter2@h.example/x";
  EXPECT_THAT(secret_variables({{"HOOK_URL", "https://user:hunter2@h.example/x"},
                                {"HALF", "hunt"},
                                {"WHO", "user:h"},
                                {"HOST", "h.example"},
                                {"USER", "user"},
                                {"SCHEME", "https"},
                                {"EMPTY", ""},
                                {"UNSET", std::nullopt},
                                {"HOOK_PASS", "elsewhere"},
                                {"DB_PWD", std::nullopt},
                                {"BASIC_AUTH", "elsewhere"}},
                               spec),
              ElementsAre("BASIC_AUTH", "DB_PWD", "HALF", "HOOK_PASS", "HOOK_URL", "WHO"));
}

TEST(SavedPlan, NamesWhatDiffers) {
  const SavedPlan before = saved(kPlan);
  SavedPlan live = before;
  live.changes[0].diff = {{"EventPattern", "c", "b"}};
  EXPECT_THAT(differences(before, live),
              ElementsAre("aws.rule r: EventPattern is live c, it was a when the plan was made"));
  live.changes[0].diff = {{"EventPattern", "a", "d"}};
  EXPECT_THAT(differences(before, live),
              ElementsAre("aws.rule r: EventPattern would become d, the plan says b"));
  live.changes.clear();
  EXPECT_THAT(differences(before, live),
              ElementsAre("aws.rule r: was to be updated, and there is nothing left to do"));
  EXPECT_THAT(differences(live, before),
              ElementsAre("aws.rule r: would be updated, which the plan does not have"));
  live = before;
  live.changes[0].action = "create";
  EXPECT_THAT(differences(before, live), ElementsAre("aws.rule r: was to be updated, and would be created"));
  live = saved(plan_with(DeleteRule{"other", "r"}));
  EXPECT_THAT(differences(before, live), ElementsAre(HasSubstr("others have changed it meanwhile")));
}

TEST(SavedPlan, NamesWhatWouldBeLostThatWasNotShown) {
  Plan plan = plan_with(DeleteQueue{"old", true});
  plan.warnings = {"the topic t has 1 subscriptions that are not ours; they end with it"};
  const auto kept = read_saved_plan(write_saved_plan(saved(plan)), "p");
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_THAT(differences(*kept, saved(plan)), IsEmpty());
  Plan live = plan;
  live.changes[0].loses = "the 5000 messages in it are discarded";
  EXPECT_THAT(
      differences(*kept, saved(live)),
      ElementsAre("aws.rule r: what is lost is the 5000 messages in it are discarded, the plan says (none)"));
  live = plan;
  live.warnings = {"the topic t has 10 subscriptions that are not ours; they end with it"};
  EXPECT_THAT(differences(*kept, saved(live)), ElementsAre(HasSubstr("the topic t has 10 subscriptions")));
  live.warnings.clear();
  EXPECT_THAT(differences(*kept, saved(live)), IsEmpty());
}

TEST(SavedPlan, InAnotherPlaceSaysOnlyThat) {
  const SavedPlan before = saved(kPlan);
  SavedPlan live = before;
  live.realm.account = "111122223333";
  live.changes.clear();
  EXPECT_THAT(differences(before, live),
              ElementsAre("AWS account: the plan is for 123456789012, this is 111122223333"));
}

TEST(OperationText, IsAnotherForEveryMemberThatIsAnother) {
  const PutRule rule{{"n", "arn", "bus", "{}", "", "ENABLED", "d", "role", "", {{"k", "v"}}}};
  const auto text = [](Operation operation) { return text_of({std::move(operation)}); };
  EXPECT_EQ(text(rule), text(rule));
  for (auto change : std::initializer_list<void (*)(awsclient::Rule&)>{
           [](awsclient::Rule& r) { r.name = "m"; }, [](awsclient::Rule& r) { r.bus = "m"; },
           [](awsclient::Rule& r) { r.pattern = "m"; }, [](awsclient::Rule& r) { r.state = "m"; },
           [](awsclient::Rule& r) { r.description = "m"; }, [](awsclient::Rule& r) { r.role = "m"; },
           [](awsclient::Rule& r) { r.tags["k"] = "m"; }, [](awsclient::Rule& r) { r.tags["l"] = "m"; }}) {
    PutRule other = rule;
    change(other.rule);
    EXPECT_NE(text(rule), text(other));
  }
  EXPECT_NE(text(DisableRule{rule.rule}), text(rule));
  EXPECT_NE(text(SetEventType{"t", true, true}), text(SetEventType{"t", true, false}));
  PutTargets put{"b", "r", {{"id", {{"Id", "id"}, {"Arn", "arn"}}}}};
  const std::string before = text(put);
  put.targets[0].wire["Arn"] = "other";
  EXPECT_NE(before, text(put));
}

}  // namespace
}  // namespace sb::reconcile
