// SPDX-License-Identifier: Apache-2.0
#include "interchange/live_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interchange/live_pattern.h"
#include "interchange/live_routes.h"
#include "reconcile/ownership.h"
#include "spec/write.h"

namespace sb::interchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kSupport[] = "30efdbc1-b459-462a-a4b5-966c53a60562";

Snapshot empty_snapshot() {
  Snapshot out;
  out.realm = {"123456789012", "eu-west-1"};
  out.stack = "s";
  out.queues = {{kSupport, "General Support", ""}};
  return out;
}

void add_rule(Snapshot& snapshot, const std::string& name, const std::string& pattern,
              const std::string& description = "", const std::string& target = "q") {
  const std::string arn = aws::rule_arn(snapshot.realm, "default", name);
  reconcile::ObservedRule rule;
  rule.rule.name = name;
  rule.rule.arn = arn;
  rule.rule.bus = "default";
  rule.rule.pattern = pattern;
  rule.rule.state = "ENABLED";
  rule.rule.description = description;
  const std::string queue = aws::queue_arn(snapshot.realm, target);
  rule.targets.push_back({"1", {{"Id", "1"}, {"Arn", queue}}});
  snapshot.observed.rules[arn] = rule;
  snapshot.observed.queues[queue] = {"url", {}};
}

std::string ended_in(const std::string& ids) {
  return R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],"detail":{"queue":{"id":[)" + ids +
         "]}}}";
}

PatternWords first_way(const std::string& pattern) {
  const auto ways = ways_to_say({pattern}, spec::Catalogue::built_in(), {kSupport});
  EXPECT_THAT(ways, testing::Not(IsEmpty()));
  return ways.empty() ? PatternWords{} : ways.front();
}

TEST(WaysToSay, KnowTheEventsTheQueuesAndTheRest) {
  const PatternWords words =
      first_way(R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],)"
                R"("detail":{"queue":{"id":["a","b"]},"n":[{"numeric":[">",1.50]}]}})");
  EXPECT_THAT(words.events, ElementsAre("conversation.end"));
  EXPECT_THAT(words.all_queue_ids(), ElementsAre("a", "b"));
  EXPECT_EQ(words.where->to_json(), R"({"detail":{"n":[{"numeric":[">",1.50]}]}})");
}

TEST(WaysToSay, LeaveAQueueIdThatIsNoPlainStringWhereItIs) {
  const PatternWords words = first_way(
      R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],"detail":{"queue":{"id":[{"prefix":"a"}]}}})");
  EXPECT_FALSE(words.has_queues);
  EXPECT_EQ(words.where->to_json(), R"({"detail":{"queue":{"id":[{"prefix":"a"}]}}})");
}

TEST(WaysToSay, ReadEventsOfNoFamilyByTheirQueuesOrWhole) {
  const std::string pattern =
      std::string(R"({"source":["shop"],"detail-type":["Order"],"detail":{"q":[")") + kSupport + "\"]}}";
  const PatternWords words = first_way(pattern);
  ASSERT_TRUE(words.family);
  EXPECT_EQ(words.family->source + " " + words.family->queue_path, "shop detail.q");
  const PatternWords whole = first_way(R"({"source":["shop"],"detail-type":["Order"],"detail":{"q":["x"]}})");
  EXPECT_EQ(whole.pattern->to_json(), R"({"source":["shop"],"detail-type":["Order"],"detail":{"q":["x"]}})");
}

TEST(WaysToSay, ThereAreNoneForAPatternThatHasAKeyTwice) {
  EXPECT_THAT(ways_to_say({R"({"source":["a"],"source":["b"]})"}, spec::Catalogue::built_in(), {}),
              IsEmpty());
}

TEST(FindRoutes, JoinTheRulesOfOneRouteInTheirOrder) {
  Snapshot snapshot = empty_snapshot();
  const std::string mark = reconcile::write_mark("", {"s", "r", {"1"}});
  for (const char* name : {"s-r-10", "s-r-2", "s-r", "s-r-2-t2", "s-r-t2"})
    add_rule(snapshot, name, "{}", mark);
  std::vector<Remark> remarks;
  const auto routes = find_routes(snapshot, remarks);
  ASSERT_EQ(routes.size(), 1U);
  std::vector<std::string> names;
  for (const PlacedRule& placed : routes[0].rules) names.push_back(placed.rule->rule.name);
  EXPECT_THAT(names, ElementsAre("s-r", "s-r-t2", "s-r-2", "s-r-2-t2", "s-r-10"));
  EXPECT_EQ(routes[0].first_rule, "s-r");
  EXPECT_THAT(remarks, IsEmpty());
}

TEST(FindRoutes, TellRulesWhoseNamesDoNotGoTogether) {
  Snapshot snapshot = empty_snapshot();
  const std::string mark = reconcile::write_mark("", {"s", "r", {}});
  add_rule(snapshot, "one", "{}", mark);
  add_rule(snapshot, "two", "{}", mark);
  std::vector<Remark> remarks;
  EXPECT_THAT(find_routes(snapshot, remarks), IsEmpty());
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_EQ(remarks[0].subject, "rule one, two");
}

TEST(LiveSpec, PutsTheIdsOfADescriptionBackAsAPlaceholder) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "GC", ended_in(std::string("\"") + kSupport + "\""),
           std::string("Queue ID: ") + kSupport);
  const LiveSpec live = make_live_spec(snapshot);
  ASSERT_EQ(live.spec.routes.size(), 1U);
  EXPECT_EQ(live.spec.routes[0].description, "Queue ID: {queue_ids}");
  EXPECT_EQ(live.spec.routes[0].queues[0].value, "General Support");
  EXPECT_THAT(changes_beyond_marks(live.trial, snapshot.observed), IsEmpty());
}

TEST(LiveSpec, TellsWhatApplyingItWouldChange) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "r", ended_in("\"x\""));
  snapshot.observed.event_types["conversation.end"] = genesys::EventTypeState::kDisabled;
  const LiveSpec live = make_live_spec(snapshot);
  EXPECT_THAT(changes_beyond_marks(live.trial, snapshot.observed),
              ElementsAre(Remark{"genesys.event_type conversation.end", "apply would create it: enabled"}));
}

TEST(LiveSpec, LeavesOutAndTellsWhatHasNoWords) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "good", ended_in("\"x\""));
  add_rule(snapshot, "twice", R"({"source":["a"],"source":["b"]})");
  add_rule(snapshot, "tuned", ended_in("\"y\""));
  auto& tuned = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "tuned"));
  tuned.targets[0].wire["SqsParameters"] = json::Object{{"MessageGroupId", "g"}};
  const LiveSpec live = make_live_spec(snapshot);
  ASSERT_EQ(live.spec.routes.size(), 1U);
  EXPECT_EQ(live.spec.routes[0].name, "good");
  std::string told;
  for (const Remark& remark : live.remarks) told += remark.subject + ": " + remark.text + "\n";
  EXPECT_THAT(told, HasSubstr("rule twice: has a pattern that cannot be read\n"));
  EXPECT_THAT(told, HasSubstr("rule tuned: the target '1' has SqsParameters, for which a spec has no words"));
}

TEST(LiveSpec, TakesSubscriptionsThatItHasWordsForAndTellsTheOthers) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "r", ended_in("\"x\""));
  const std::string topic = aws::topic_arn(snapshot.realm, "t");
  auto& rule = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "r"));
  rule.targets[0].wire["Arn"] = topic;
  const std::string worker = aws::queue_arn(snapshot.realm, "worker");
  snapshot.observed.topics[topic].subscriptions = {
      {{topic + ":1", "sqs", worker, topic},
       {{"RawMessageDelivery", "true"},
        {"FilterPolicy", R"({"a":[1]})"},
        {"FilterPolicyScope", "MessageBody"}}},
      {{topic + ":2", "email", "someone@example.com", topic}, {}},
      {{topic + ":3", "sqs", worker + "-2", topic}, {{"FilterPolicy", R"({"a":[1]})"}}},
      {{topic + ":4", "sqs", worker + ".fifo", topic}, {}},
      {{"PendingConfirmation", "https", "https://example.com/", topic}, {}}};
  const LiveSpec live = make_live_spec(snapshot);
  const std::vector<spec::Subscriber>& subscribers = live.spec.routes.at(0).to.at(0).subscribers;
  ASSERT_EQ(subscribers.size(), 2U);
  EXPECT_EQ(subscribers[0].endpoint, "https://example.com/");
  EXPECT_EQ(subscribers[1].endpoint, "worker");
  EXPECT_TRUE(subscribers[1].raw);
  EXPECT_EQ(subscribers[1].filter->to_json(), R"({"a":[1]})");
  std::string told;
  for (const Remark& remark : live.remarks) told += remark.subject + " " + remark.text + "\n";
  EXPECT_THAT(told, HasSubstr("someone@example.com is by email, for which a spec has no words"));
  EXPECT_THAT(told, HasSubstr("worker-2 filters by message attributes"));
  EXPECT_THAT(told, HasSubstr("worker.fifo is to a FIFO queue"));
  EXPECT_THAT(told, HasSubstr("https://example.com/ waits to be confirmed"));
}

TEST(LiveSpec, WritesThePasswordOfASubscribersAddressAsAVariableAndStillComesToWhatIsLive) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "r", ended_in("\"x\""));
  const std::string topic = aws::topic_arn(snapshot.realm, "t");
  auto& rule = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "r"));
  rule.targets[0].wire["Arn"] = topic;
  snapshot.observed.topics[topic].subscriptions = {
      {{topic + ":1", "https", "https://user:Sekrit$%7Bx@example.com/${a}", topic}, {}},
      {{topic + ":2", "https", "https://other:Sesame@example.com/", topic}, {}}};
  const LiveSpec live = make_live_spec(snapshot);
  EXPECT_THAT(live.trial.text, HasSubstr("\"https://user:${SUBSCRIBER_PASSWORD_2}@example.com/$${a}\""));
  EXPECT_THAT(live.trial.text, HasSubstr("\"https://other:${SUBSCRIBER_PASSWORD}@example.com/\""));
  std::string told;
  for (const Remark& remark : live.remarks) told += remark.subject + " " + remark.text + "\n";
  EXPECT_THAT(told,
              HasSubstr("t -> https://other:****@example.com/ the password in its address is the variable "
                        "SUBSCRIBER_PASSWORD;"));
  for (const char* secret : {"Sekrit", "Sesame"}) {
    EXPECT_THAT(live.trial.text, Not(HasSubstr(secret)));
    EXPECT_THAT(told, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(live.trial.faults, IsEmpty());
  for (const Remark& remark : changes_beyond_marks(live.trial, snapshot.observed))
    EXPECT_THAT(remark.subject, Not(HasSubstr("aws.subscription"))) << remark.text;
}

constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";
constexpr char kAcw[] = "v2.detail.events.conversation.{id}.acw";

std::string bus_of(const std::string& suffix) { return "aws.partner/genesys.com/cloud/org/" + suffix; }

// A rule on the partner bus of a suffix, and what the organisation says of its integrations.
Snapshot partner_snapshot(const std::string& suffix,
                          std::optional<std::vector<genesys::Integration>> integrations) {
  Snapshot out = empty_snapshot();
  out.organization_id = "org";
  out.integrations = std::move(integrations);
  add_rule(out, "r", "{\"source\":[\"" + bus_of(suffix) + "\"],\"detail-type\":[\"" + kUserEnd + "\"]}");
  out.observed.rules.begin()->second.rule.bus = bus_of(suffix);
  return out;
}

genesys::Integration integration_of(const Snapshot& snapshot, const std::string& suffix) {
  genesys::Integration out{"id", "Ours", "ENABLED", "ACTIVE", "", "", {}};
  out.config.suffix = suffix;
  out.config.account = snapshot.realm.account;
  out.config.region = snapshot.realm.region;
  out.config.topics = {kUserEnd};
  return out;
}

TEST(LiveSpec, NamesTheSuffixOfAnIntegrationThatSendsHere) {
  const auto ours = integration_of(empty_snapshot(), "one");
  const LiveSpec live = make_live_spec(partner_snapshot("one", {{ours}}));
  EXPECT_EQ(live.spec.genesys.integration.suffix, "one");
  EXPECT_EQ(live.spec.routes.at(0).bus, "");
  ASSERT_TRUE(live.integration);
  EXPECT_EQ(live.integration->name, "Ours");
  EXPECT_THAT(live.remarks, IsEmpty());
}

TEST(LiveSpec, NamesThePartnerBusThatNoIntegrationSendsToHere) {
  genesys::Integration gone = integration_of(empty_snapshot(), "one");
  gone.intended = "DELETED";
  genesys::Integration elsewhere = integration_of(empty_snapshot(), "one");
  elsewhere.config.region = "us-east-1";
  const LiveSpec live = make_live_spec(partner_snapshot("one", {{gone, elsewhere}}));
  EXPECT_EQ(live.spec.genesys.integration.suffix, "");
  EXPECT_EQ(live.spec.routes.at(0).bus, bus_of("one"));
  EXPECT_FALSE(live.integration);
  ASSERT_EQ(live.remarks.size(), 1U);
  EXPECT_EQ(live.remarks[0].subject, "event bus " + bus_of("one"));
}

TEST(LiveSpec, TakesTheSuffixOfTheBusWhereIntegrationsWereNotRead) {
  const LiveSpec live = make_live_spec(partner_snapshot("one", std::nullopt));
  EXPECT_EQ(live.spec.genesys.integration.suffix, "one");
  EXPECT_FALSE(live.integration);
  EXPECT_THAT(live.remarks, IsEmpty());
}

TEST(LiveSpec, TellsTopicsThatNoRouteAsksFor) {
  genesys::Integration ours = integration_of(empty_snapshot(), "one");
  ours.config.topics.emplace_back(kAcw);
  const LiveSpec live = make_live_spec(partner_snapshot("one", {{ours}}));
  EXPECT_THAT(live.remarks, ElementsAre(Remark{"integration Ours", std::string("sends topics that no route "
                                                                               "asks for: ") +
                                                                       kAcw}));
}

TEST(LiveSpec, LeavesToOthersWhatTheyPutToAStacksRule) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "s-r", ended_in("\"x\""), reconcile::write_mark("", {"s", "r", {"1"}}));
  auto& rule = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "s-r"));
  rule.targets.push_back({"2", {{"Id", "2"}, {"Arn", aws::queue_arn(snapshot.realm, "theirs")}}});
  const LiveSpec live = make_live_spec(snapshot);
  ASSERT_EQ(live.spec.routes.at(0).to.size(), 1U);
  EXPECT_THAT(live.remarks,
              testing::Contains(Remark{"rule s-r", "the target '2' is not the stack's; it stays as it is"}));
}

TEST(LiveSpec, TakesASubscriptionForTheStacksByTheWholeNameOfItsTopic) {
  Snapshot snapshot = empty_snapshot();
  const std::string topic = aws::topic_arn(snapshot.realm, "support");
  const std::string queue = aws::queue_arn(snapshot.realm, "worker");
  add_rule(snapshot, "s-r", ended_in("\"x\""), reconcile::write_mark("", {"s", "r", {"1"}}));
  snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "s-r")).targets[0].wire["Arn"] = topic;
  const auto with_source = [&](const std::string& source) {
    const json::Object condition{{"ArnLike", {{"aws:SourceArn", source}}}};
    const json::Object statement{
        {"Sid", "switchboard-s-used"}, {"Effect", "Allow"}, {"Principal", {{"Service", "sns.amazonaws.com"}}},
        {"Action", "sqs:SendMessage"}, {"Resource", queue}, {"Condition", condition}};
    const json::Object policy{{"Statement", json::Array{statement}}};
    snapshot.observed.queues[queue] = {"url", {{"Policy", json::to_text(policy)}}};
    return make_live_spec(snapshot).spec.routes.at(0).to.at(0).subscribers.size();
  };
  snapshot.observed.topics[topic].subscriptions = {{{topic + ":1", "sqs", queue, topic}, {}}};
  EXPECT_EQ(with_source(topic), 1U);
  EXPECT_EQ(with_source(topic + "-ended"), 0U);
}

TEST(LiveSpec, TellsSettingsThatNoSpecSaysAndThatAreNotTheUsualOnes) {
  Snapshot snapshot = empty_snapshot();
  add_rule(snapshot, "r", ended_in("\"x\""));
  add_rule(snapshot, "r2", ended_in("\"y\""), "", "q2");
  const std::string topic = aws::topic_arn(snapshot.realm, "t");
  auto& rule = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", "r"));
  rule.targets[0].wire["Arn"] = topic;
  rule.targets[0].wire["DeadLetterConfig"] = json::Object{{"Arn", aws::queue_arn(snapshot.realm, "letters")}};
  snapshot.observed.topics[topic].subscriptions = {
      {{topic + ":1", "https", "https://example.com/", topic},
       {{"RedrivePolicy", "{\"deadLetterTargetArn\":\"a\"}"}, {"DeliveryPolicy", "{}"}, {"Owner", "1"}}}};
  const auto queue = [&](const char* name, const char* days14, const char* size) {
    snapshot.observed.queues[aws::queue_arn(snapshot.realm, name)] = {
        "url", {{"MessageRetentionPeriod", days14}, {"MaximumMessageSize", size}}};
  };
  queue("q2", "1209600", "1048576");
  queue("letters", "1209600", "262144");
  std::string told;
  for (const Remark& remark : make_live_spec(snapshot).remarks)
    told += remark.subject + " " + remark.text + "\n";
  EXPECT_THAT(told, HasSubstr("subscription t -> https://example.com/ keeps what a spec does not say: "
                              "DeliveryPolicy={}, RedrivePolicy={"));
  EXPECT_THAT(told, HasSubstr("queue q2 keeps what a spec does not say: MessageRetentionPeriod=1209600\n"));
  EXPECT_THAT(told, Not(HasSubstr("queue letters")));
  queue("letters", "86400", "1024");
  told.clear();
  for (const Remark& remark : make_live_spec(snapshot).remarks)
    told += remark.subject + " " + remark.text + "\n";
  EXPECT_THAT(told, HasSubstr("queue letters keeps what a spec does not say: MaximumMessageSize=1024, "
                              "MessageRetentionPeriod=86400\n"));
}

TEST(LiveSpec, TellsARuleThatIsDisabledWhereOthersOfItsRouteAreNot) {
  Snapshot snapshot = empty_snapshot();
  const std::string mark = reconcile::write_mark("", {"s", "r", {"1"}});
  add_rule(snapshot, "s-r", ended_in("\"x\""), mark);
  add_rule(snapshot, "s-r-2", ended_in("\"y\""), mark);
  auto& rules = snapshot.observed.rules;
  rules.at(aws::rule_arn(snapshot.realm, "default", "s-r-2")).rule.state = "DISABLED";
  const LiveSpec live = make_live_spec(snapshot);
  EXPECT_EQ(live.spec.routes.at(0).state, "");
  EXPECT_THAT(live.remarks, testing::Contains(Remark{
                                "rule s-r-2", "is disabled, and others of its route are not; it stays so"}));
  for (auto& [arn, found] : rules) found.rule.state = "DISABLED";
  EXPECT_EQ(make_live_spec(snapshot).spec.routes.at(0).state, "disabled");
}

TEST(LiveSpec, MakesAQueueThatMostTargetsSendTheirLettersToTheDefault) {
  Snapshot snapshot = empty_snapshot();
  for (const char* name : {"a", "b", "c"}) {
    add_rule(snapshot, name, ended_in(std::string("\"") + name + "\""));
    auto& rule = snapshot.observed.rules.at(aws::rule_arn(snapshot.realm, "default", name));
    const std::string letters = *name == 'c' ? "others" : "letters";
    rule.targets[0].wire["DeadLetterConfig"] = json::Object{{"Arn", aws::queue_arn(snapshot.realm, letters)}};
    snapshot.observed.queues[aws::queue_arn(snapshot.realm, letters)] = {"url", {}};
  }
  const LiveSpec live = make_live_spec(snapshot);
  EXPECT_EQ(live.spec.dead_letter.queue, "letters");
  EXPECT_FALSE(live.spec.routes[0].to[0].dead_letter);
  EXPECT_EQ(live.spec.routes[2].to[0].dead_letter->queue, "others");
  EXPECT_THAT(changes_beyond_marks(live.trial, snapshot.observed), IsEmpty());
}

}  // namespace
}  // namespace sb::interchange
