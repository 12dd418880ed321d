// SPDX-License-Identifier: Apache-2.0
#include "spec/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "spec/validate.h"

namespace sb::spec {
namespace {

using testing::HasSubstr;

Loaded load_text(const std::string& text, std::map<std::string, std::string> variables = {}) {
  return load(text, "s.yaml", [variables](std::string_view name) -> std::optional<std::string> {
    const auto at = variables.find(std::string(name));
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  });
}

// A good spec with `routes` in it.
std::string with_routes(const std::string& routes) { return "stack: s\nroutes:\n" + routes; }

constexpr char kRoute[] = "  a:\n    events: conversationCreated\n    to: [{ sns: t }]\n";

struct Finding {
  const char* name;
  std::string text;
  const char* place_and_code;  // "line:column: error SB0104"
  const char* words;
};

class Findings : public testing::TestWithParam<Finding> {};

TEST_P(Findings, NameThePlaceAndWhatToDo) {
  const Loaded loaded = load_text(GetParam().text);
  EXPECT_FALSE(loaded.spec.has_value());
  EXPECT_THAT(loaded.diagnostics.to_text(), HasSubstr(std::string("s.yaml:") + GetParam().place_and_code));
  EXPECT_THAT(loaded.diagnostics.to_text(), HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Spec, Findings,
    testing::Values(
        Finding{"NotYaml", "stack: [", "1:1: error SB0101", "not valid YAML"},
        Finding{"NotAMap", "- a\n", "1:1: error SB0102", "must be a map"},
        Finding{"FlowBraces", with_routes("  a:\n    events: [v2.users.{id}.presence]\n"),
                "4:14: error SB0103", "write \"v2.users.{id}.presence\""},
        Finding{"FlowVariable", with_routes("  a:\n    to: [{ arn: ${ARN} }]\n"), "4:17: error SB0103",
                "write \"${ARN}\""},
        Finding{"UnknownKey", "stak: s\n", "1:1: error SB0104", "did you mean 'stack'?"},
        Finding{
            "PatternAndEvents",
            with_routes("  a: { events: conversationCreated, pattern: { source: [x] }, to: { sqs: q } }\n"),
            "3:6: error SB0134", "events, intent, pattern"},
        Finding{"PatternAndWhere",
                with_routes("  a: { pattern: { source: [x] }, where: { account: ['1'] }, to: { sqs: q } }\n"),
                "3:6: error SB0148", "and where beside it"},
        Finding{"PatternIsNoMap", with_routes("  a: { pattern: [x], to: { sqs: q } }\n"),
                "3:17: error SB0139", "a map from field to values"},
        Finding{"PatternWithoutAList", with_routes("  a: { pattern: { source: x }, to: { sqs: q } }\n"),
                "3:27: error SB0141", "'source' in pattern must be a list"},
        Finding{"KeyTwice", "stack: a\nstack: b\n", "2:1: error SB0105", "twice"},
        Finding{"BadChoice", "stack: s\ngenesys: { auth: magic }\n", "2:18: error SB0106",
                "one of: basic, form"},
        Finding{"BadAccount", "stack: s\naws: { account: 123 }\n", "2:6: error SB0106", "12 digits"},
        Finding{"NoStack", std::string("routes:\n") + kRoute, "1:1: error SB0107", "stack is missing"},
        Finding{"NoRoutes", "stack: s\n", "1:1: error SB0108", "no routes"},
        Finding{"UnsetVariable", "stack: ${STACK_NAME}\n", "1:8: error SB0110", "STACK_NAME is not set"},
        Finding{"QueueOfTwoKinds",
                with_routes("  a:\n    events: conversation.end\n    queues: [{ id: x, match: y }]\n    to: "
                            "[{ sns: t }]\n"),
                "5:14: error SB0121", "one of them"},
        Finding{"TargetOfTwoKinds",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, sqs: q }]\n"),
                "5:10: error SB0124", "goes to one place"},
        Finding{
            "RetryTooOften",
            with_routes(
                "  a:\n    events: conversationCreated\n    to: [{ sns: t, retry: { attempts: 186 } }]\n"),
            "5:39: error SB0106", "from 0 to 185"},
        Finding{"NoTargets", with_routes("  a:\n    events: conversationCreated\n"), "4:5: error SB0130",
                "goes nowhere"},
        Finding{"SameRuleTwice",
                with_routes(std::string(kRoute) +
                            "  b:\n    rule: s-a\n    events: conversationCreated\n    to: [{ sns: t }]\n"),
                "7:5: error SB0133", "already that of the route in line 4"},
        Finding{
            "EventsAndIntent",
            with_routes("  a:\n    events: conversationCreated\n    intent: ended\n    to: [{ sns: t }]\n"),
            "4:5: error SB0134", "one of: events, intent, pattern"},
        Finding{"UnknownEvent", with_routes("  a:\n    events: conversationCreatd\n    to: [{ sns: t }]\n"),
                "4:13: error SB0135", "did you mean 'conversationCreated'?"},
        Finding{
            "TwoFamilies",
            with_routes("  a:\n    events: [conversationCreated, conversation.end]\n    to: [{ sns: t }]\n"),
            "4:5: error SB0136", "2 families"},
        Finding{"NeverAQueue",
                with_routes("  a:\n    events: [\"v2.detail.events.conversation.{id}.customer.end\"]\n    "
                            "queues: [x]\n    to: [{ sns: t }]\n"),
                "4:14: error SB0138", "never carries a queue id"},
        Finding{"NoSuffix",
                with_routes("  a:\n    events: [\"v2.users.{id}.presence\"]\n    to: [{ sns: t }]\n"),
                "4:14: error SB0160", "whose suffix is not given"},
        Finding{"NoSuffixForAnIntent",
                with_routes("  a:\n    intent: ended\n    queues: [x]\n    to: [{ sns: t }]\n"),
                "4:5: error SB0160", "add genesys: { integration: { suffix: contact-center } }"},
        Finding{"BadSuffix",
                "stack: s\ngenesys:\n  integration: { suffix: a/b }\nroutes:\n" + std::string(kRoute),
                "3:16: error SB0161", "'a/b' cannot be the suffix"},
        Finding{"BadWait",
                "stack: s\ngenesys:\n  integration: { suffix: a, wait: 2d }\nroutes:\n" + std::string(kRoute),
                "3:35: error SB0106", "2d"},
        Finding{"WhereClash",
                with_routes("  a:\n    events: conversation.end\n    queues: [x]\n    where: { detail: { "
                            "queue: { id: [y] } } }\n    to: [{ sns: t }]\n"),
                "6:37: error SB0140", "(line 6), which events, intent or queues of route 'a' (line 4)"},
        Finding{"WhereScalar",
                with_routes("  a:\n    events: conversationCreated\n    where: { detail: { mediaType: voice "
                            "} }\n    to: [{ sns: t }]\n"),
                "5:35: error SB0141", "must be a list"},
        Finding{
            "SubscribersOnQueue",
            with_routes(
                "  a:\n    events: conversationCreated\n    to: [{ sqs: q, subscribers: [{ sqs: w }] }]\n"),
            "5:10: error SB0143", "only an sns target"},
        Finding{"DeadLetterTopic",
                "stack: s\ndefaults: { dead_letter: \"arn:aws:sns:us-east-1:123456789012:t\" }\nroutes:\n" +
                    std::string(kRoute),
                "2:26: error SB0144", "is an SQS queue"}),
    [](const auto& finding) { return finding.param.name; });

TEST(Load, ReportsEveryFindingOfAFileAtOnce) {
  const Loaded loaded = load_text(
      "stack: s\nxyz: 1\ngenesys: { auth: magic, region: \"${NOPE}\" }\nroutes:\n  a:\n    evnts: x\n    to: "
      "[{ sns: \"a b\" }]\n");
  const std::string text = loaded.diagnostics.to_text();
  for (const char* code : {"SB0104", "SB0106", "SB0110", "SB0132", "SB0134"})
    EXPECT_THAT(text, HasSubstr(code));
}

TEST(Load, FillsVariablesAndDefaultsWithoutParsingThemAgain) {
  const Loaded loaded = load_text(
      "stack: ${S}\ngenesys:\n  region: ${R:-mypurecloud.de}\nroutes:\n  a:\n    description: \"$${S} "
      "${D}\"\n"
      "    events: conversationCreated\n    to: [{ sns: t }]\n",
      {{"S", "st"}, {"D", "{x: [y, ${S}]}"}});
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->stack, "st");
  EXPECT_EQ(loaded.spec->genesys.region, "mypurecloud.de");
  EXPECT_EQ(loaded.spec->routes[0].description, "${S} {x: [y, ${S}]}");
}

TEST(Load, AnEmptyValueIsAsIfTheKeyWereAbsent) {
  const Loaded loaded = load_text(
      with_routes("  a:\n    role: ${ROLE:-}\n    events: conversationCreated\n    to: [{ sns: t }]\n"));
  ASSERT_TRUE(loaded.spec);
  EXPECT_EQ(loaded.spec->routes[0].role, "");
}

TEST(Load, WhereKeepsTheSpellingOfNumbersAndTheTypesOfYaml12) {
  const Loaded loaded =
      load_text(with_routes("  a:\n    events: conversationCreated\n    where:\n      detail:\n        n: "
                            "[1.50, 1e3, 0x1F, \"7\", yes, true, null, ~]\n    to: [{ sns: t }]\n"));
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->routes[0].where->to_json(),
            R"({"detail":{"n":[1.50,1e3,31,"7","yes",true,null,null]}})");
}

TEST(Load, GivesTheDefaultDeadLetterQueueTheStacksName) {
  EXPECT_EQ(load_text(with_routes(kRoute)).spec->dead_letter.queue, "s-dead-letter");
  const Loaded none =
      load_text("stack: s\ndefaults: { dead_letter: { none: \"a test\" } }\nroutes:\n" + std::string(kRoute));
  ASSERT_TRUE(none.spec) << none.diagnostics.to_text();
  EXPECT_EQ(none.spec->dead_letter.queue, "");
}

TEST(Load, TakesFamiliesThatTheSpecAdds) {
  const Loaded loaded = load_text(
      "stack: s\nfamilies:\n  shop:\n    source: my.shop\n    queue_id: detail.q\n    events: "
      "[order.placed]\n"
      "routes:\n  a:\n    events: order.placed\n    queues: [{ id: x }]\n    to: [{ sns: t }]\n");
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->catalogue.find_event("order.placed")->queue_path, "detail.q");
  EXPECT_EQ(loaded.spec->catalogue.find_family("shop")->source, "my.shop");
}

TEST(Load, TakesBracesOutsideFlowCollectionsAndInsideQuotes) {
  const Loaded loaded =
      load_text(with_routes("  a:\n    description: in block context {id} and [x] are text # ${X}\n"
                            "    events:\n      - v2.users.{id}.presence\n      - "
                            "\"v2.users.{id}.activity\"\n    bus: b\n    to: [{ sns: t }]\n"));
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
}

TEST(Load, ReadsTheExamplesOfTheRepository) {
  for (const char* name : {"fanout.yaml", "queue-filter.yaml"}) {
    std::ifstream in(std::string(SB_SOURCE_DIR) + "/examples/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    const Loaded loaded = load_text(text.str(), {{"AWS_TARGET_ARN", "arn:aws:sqs:us-east-1:123456789012:q"}});
    EXPECT_TRUE(loaded.spec) << name << "\n" << loaded.diagnostics.to_text();
  }
}

TEST(RuleName, IsCutWithAStableHashAndHoldsOnlyWhatAwsTakes) {
  Spec spec;
  spec.stack = "stack";
  Route route;
  route.name = "a b/c";
  EXPECT_EQ(rule_name_of(spec, route), "stack-a-b-c");
  route.name = std::string(100, 'x');
  const std::string name = rule_name_of(spec, route);
  EXPECT_EQ(name.size(), 64u);
  EXPECT_EQ(name, rule_name_of(spec, route));
  route.name.back() = 'y';
  EXPECT_NE(name, rule_name_of(spec, route));
}

}  // namespace
}  // namespace sb::spec
