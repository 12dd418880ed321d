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

// Routes to a queue with `input`, and to a topic with a subscriber's `filter`, in line 5.
std::string with_input(const std::string& input) {
  return with_routes("  a:\n    events: conversationCreated\n    to: [{ sqs: q, input: " + input + " }]\n");
}
std::string with_filter(const std::string& filter) {
  return with_routes(
      "  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: w, filter: " + filter +
      " }] }]\n");
}

constexpr char kRoute[] = "  a:\n    events: conversationCreated\n    to: [{ sns: t }]\n";

// A route whose pattern has `levels` anchors, each around two aliases of the one before.
std::string doubled(int levels) {
  std::string out =
      "  a:\n    events: conversationCreated\n    to: [{ sns: t }]\n    where:\n      detail:\n";
  out += "        l0: &l0 { x: [y] }\n";
  for (int level = 1; level <= levels; ++level) {
    const std::string below = "*l" + std::to_string(level - 1);
    const std::string name = "l" + std::to_string(level);
    out += "        " + name + ": &" + name + " { a: " + below + ", b: " + below + " }\n";
  }
  return out;
}

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
        Finding{"NotUtf8", "stack: s\ndescription: \"caf\xE9\"\n", "2:18: error SB0109",
                "the byte 0xE9 is not UTF-8 text"},
        Finding{"Utf16", std::string("\xFF\xFEs\0t\0", 6), "1:1: error SB0109", "save the file as UTF-8"},
        Finding{"SecondDocument", with_routes(kRoute) + "---\nroutes: {}\n", "7:1: error SB0111",
                "a second document begins here"},
        Finding{"RuleThatCannotBeNamedSo",
                with_routes("  a:\n    events: conversationCreated\n    rule: a b\n    to: [{ sns: t }]\n"),
                "5:11: error SB0132", "'a b' cannot name a rule"},
        Finding{"TopicThatCannotBeNamedSo",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ id: x, sns: a b }]\n"),
                "5:24: error SB0132", "'a b' cannot name a target"},
        Finding{"IdThatNoTargetCanHave",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, id: a b }]\n"),
                "5:24: error SB0132", "'a b' cannot be a target's id"},
        Finding{"SubscriberThatCannotBeNamedSo",
                with_routes(
                    "  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ raw: true, "
                    "sqs: a b }] }]\n"),
                "5:52: error SB0132", "'a b' cannot name a queue"},
        Finding{"QueueSubscriberThatIsATopic",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: "
                            "'arn:aws:sns:us-east-1:123456789012:orders' }] }]\n"),
                "5:41: error SB0132", "or the ARN of a queue"},
        Finding{
            "FunctionSubscriberThatCannotBeNamedSo",
            with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ lambda: "
                        "'my function!' }] }]\n"),
            "5:44: error SB0132", "'my function!' cannot name a function"},
        Finding{
            "FunctionSubscriberThatIsAQueue",
            with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ lambda: "
                        "'arn:aws:sqs:us-east-1:123456789012:q' }] }]\n"),
            "5:44: error SB0132", "or the ARN of a function"},
        Finding{"EmptyRoute", with_routes("  a:\n"), "3:3: error SB0102", "route 'a' is empty"},
        Finding{
            "MergeKey",
            with_routes("  a: &a\n    events: conversationCreated\n    to: [{ sns: t }]\n  b:\n    <<: *a\n"),
            "7:5: error SB0104", "merge keys (<<) are no part of YAML 1.2"},
        Finding{
            "MergeKeyInAPattern",
            with_routes(
                "  a:\n    events: conversationCreated\n    where: { detail: &d { x: [y] }, more: { <<: *d "
                "} }\n    to: [{ sns: t }]\n"),
            "5:45: error SB0104", "merge keys (<<)"},
        Finding{"AnchorAroundItsOwnAlias",
                with_routes("  a:\n    events: conversationCreated\n    where: &w { detail: *w }\n    to: [{ "
                            "sns: t }]\n"),
                "5:17: error SB0100", "nested more than 200 levels"},
        Finding{"AliasesOfAliases", with_routes(doubled(25)), "8:19: error SB0100",
                "more than 1000000 values"},
        Finding{"EmptyFamily", "families:\n  orders:\n" + with_routes(kRoute), "2:3: error SB0102",
                "family 'orders' is empty"},
        Finding{"FamilyThatIsBuiltIn",
                "families:\n  genesys.cloud: { source: mine, events: [my.event] }\n" + with_routes(kRoute),
                "2:18: error SB0162", "built in, with the source 'genesys.cloud'"},
        Finding{"EventThatIsBuiltIn",
                "families:\n  mine: { source: m, events: [x, conversation.end] }\n" + with_routes(kRoute),
                "2:34: error SB0162", "of the family 'genesys.cloud' (source 'genesys.cloud', queue id at"},
        Finding{"EventOfTwoFamilies",
                "families:\n  one: { events: [x] }\n  two: { events: x }\n" + with_routes(kRoute),
                "3:18: error SB0162", "of the family 'one'"},
        Finding{"EventThatIsNoName", "families: { one: { events: [{ a: b }] } }\n" + with_routes(kRoute),
                "1:29: error SB0102", "an event is a name"},
        Finding{"NoQueueInTheList",
                with_routes("  a:\n    events: conversation.end\n    queues: []\n    to: [{ sns: t }]\n"),
                "5:5: error SB0121", "the events of every queue"},
        Finding{"NothingBehindQueues",
                with_routes("  a:\n    events: conversation.end\n    queues:\n    to: [{ sns: t }]\n"),
                "5:5: error SB0121", "the events of every queue"},
        Finding{
            "SubscriberWithTwoWaysToReceive",
            with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: w, "
                        "raw: true }] }]\n  b:\n    events: conversationEnded\n    to: [{ sns: t, "
                        "subscribers: [{ sqs: w }] }]\n"),
            "8:41: error SB0163", "subscribes to 't' in line 5 already"},
        Finding{"KeyTwiceInAPattern",
                with_routes(
                    "  a:\n    events: conversationCreated\n    where: { detail: { x: [a], x: [b] } }\n    "
                    "to: [{ sns: t }]\n"),
                "5:32: error SB0105", "has the key 'x' twice"},
        Finding{"TabBeforeAKey", "stack: s\nroutes:\n\ta:\n\t\tevents: conversationCreated\n",
                "3:1: error SB0101", "a tab cannot indent"},
        Finding{"TabAfterABlank", "stack: s\nroutes:\n  a:\n \tevents: conversationCreated\n",
                "4:2: error SB0101", "indent with blanks"},
        Finding{
            "NumberThatBeginsWithAZero",
            with_routes("  a:\n    events: conversationCreated\n    where: { account: [012345678901] }\n    "
                        "to: [{ sns: t }]\n"),
            "5:24: error SB0142", "quote it if it is text"},
        Finding{"TopicThatIsNoArn",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: 'arn:foo' "
                            "}]\n"),
                "5:17: error SB0132", "the ARN of a topic"},
        Finding{"TopicThatIsAQueue",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: "
                            "'arn:aws:sqs:us-east-1:123456789012:q' }]\n"),
                "5:17: error SB0132", "the ARN of a topic"},
        Finding{"FunctionThatCannotBeNamedSo",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ lambda: 'my function!' }]\n"),
                "5:20: error SB0132", "the ARN of a function"},
        Finding{"BusThatCannotBeNamedSo",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ bus: 'my bus!' }]\n"),
                "5:17: error SB0132", "the ARN of an event bus"},
        Finding{
            "AddressWithoutAHost",
            with_routes("  a:\n    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ https: "
                        "'https://' }] }]\n"),
            "5:43: error SB0145", "https://HOST/PATH"},
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
        Finding{
            "PatternRefusedInWhere",
            with_routes("  a:\n    events: conversationCreated\n    where: { detail: { x: [y, { prefx: z }] "
                        "} }\n    to: [{ sns: t }]\n"),
            "5:40: error SB0149",
            "EventBridge would refuse this in where of route 'a': Unrecognized match type prefx"},
        Finding{"PatternRefused", with_routes("  a: { pattern: { source: [] }, to: { sqs: q } }\n"),
                "3:27: error SB0149", "Empty arrays are not allowed"},
        Finding{"InputPathOutsideTheGrammar", with_input("{ path: detail.x }"), "5:35: error SB0150",
                "EventBridge would refuse this input: Invalid InputPath for target q."},
        Finding{"InputPathTooLong", with_input("{ path: $." + std::string(256, 'x') + " }"),
                "5:35: error SB0150", "length less than or equal to 256"},
        Finding{"InputThatIsNoJson", with_input("{ text: \"{\" }"), "5:35: error SB0150",
                "JSON syntax error in input for target q."},
        Finding{"PathOfATemplateOutsideTheGrammar",
                with_input("{ template: \"<a>\", paths: { a: \"$.x[a]\" } }"), "5:58: error SB0150",
                "Invalid InputPath for a in InputPathsMap for target q."},
        Finding{"NameOfAPathWithADot", with_input("{ template: '\"\"', paths: { a.b: $.x } }"),
                "5:59: error SB0150", "name 'a.b' with 1 to 256 of letters"},
        Finding{"VariableWithoutAPath",
                with_input("{ template: '\"<queu>\"', paths: { queue: $.detail.queue } }"),
                "5:39: error SB0150", "did you mean <queue>?"},
        Finding{"TemplateTooLong", with_input("{ template: '\"" + std::string(8191, 'x') + "\"' }"),
                "5:39: error SB0150", "it has 8193 characters"},
        Finding{"TemplateThatNeverGivesJson",
                with_input("{ template: '{\"a\": <a>, }', paths: { a: $.detail.a } }"), "5:39: error SB0151",
                "the template gives no JSON, whatever the event"},
        Finding{"EventInQuotes", with_input("{ template: '{\"a\": \"<aws.events.event.json>\"}' }"),
                "5:39: error SB0151", "write <aws.events.event.json> without quotes"},
        Finding{"RoleThatIsNone",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ sqs: q, role: admin }]\n"),
                "5:26: error SB0154", "Parameter admin is not valid"},
        Finding{"TargetThatNeedsARole",
                with_routes("  a:\n    events: conversationCreated\n    to: [{ arn: "
                            "\"arn:aws:states:us-east-1:123456789012:stateMachine:m\" }]\n"),
                "5:10: error SB0155", "RoleArn is required for target arn:aws:states:"},
        Finding{"FilterWithAnUnknownOperator", with_filter("{ detail: { a: [{ prefx: x }] } }"),
                "5:77: error SB0156", "SNS would refuse this filter: Unrecognized match type prefx"},
        Finding{"FilterWithSixKeys", with_filter("{ a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }"),
                "5:97: error SB0156", "can not have more than 5 keys"},
        Finding{"FilterWithTooManyValues",
                with_filter("{ a: [1,2,3,4,5,6], b: [1,2,3,4,5,6], c: [1,2,3,4,5,6] }"), "5:52: error SB0156",
                "it has 216 combinations of values, the limit is 150"},
        Finding{"FilterWithAnOperatorOfEventBridgeOnly",
                with_filter("{ a: [{ anything-but: { suffix: x } }] }"), "5:84: error SB0156",
                "Unsupported anything-but pattern: suffix"},
        Finding{
            "DeadLetterFifo",
            "stack: s\ndefaults: { dead_letter: \"arn:aws:sqs:us-east-1:123456789012:q.fifo\" }\nroutes:\n" +
                std::string(kRoute),
            "2:26: error SB0144", "must be a standard SQS queue"},
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

TEST(Load, AVariableThatIsNotSetIsOneFindingWhateverIsMadeOfItsValue) {
  const char* const routes[] = {
      "    events: [conversation.end]\n    to: [{ arn: \"${NOPE}\" }]\n",
      "    events: [conversation.end]\n    to: [{ arn: \"x${NOPE}y\" }]\n",
      "    events: [conversation.end]\n    to: [{ sqs: \"${NOPE}\" }]\n",
      "    events: [conversation.end]\n    to: [{ sns: t, subscribers: [{ https: \"${NOPE}\" }] }]\n",
      "    events: [conversation.end]\n    to: [{ sns: t, subscribers: [{ sqs: \"${NOPE}\" }] }]\n",
      "    events: [conversation.end]\n    to: [{ sqs: q, input: { path: \"${NOPE}\" } }]\n",
      "    events: [conversation.end]\n    to: [{ sqs: q, retry: { attempts: \"${NOPE}\" } }]\n",
      "    events: [conversation.end]\n    to: [{ sqs: q, dead_letter: { none: \"${NOPE}\" } }]\n",
      "    events: [\"${NOPE}\"]\n    to: [{ sqs: q }]\n",
      "    events: [conversation.end]\n    queues: [\"${NOPE}\"]\n    to: [{ sqs: q }]\n",
      "    events: [conversation.end]\n    queues: [{ id: \"${NOPE}\" }]\n    to: [{ sqs: q }]\n",
      "    events: [conversation.end]\n    state: \"${NOPE}\"\n    to: [{ sqs: q }]\n",
      "    rule: \"${NOPE}\"\n    events: [conversation.end]\n    to: [{ sqs: q }]\n",
  };
  for (const char* const route : routes) {
    const Loaded loaded = load_text(with_routes("  a:\n" + std::string(route)));
    ASSERT_EQ(loaded.diagnostics.all().size(), 1u) << loaded.diagnostics.to_text();
    const base::Diagnostic& found = loaded.diagnostics.all().front();
    EXPECT_EQ(found.code, "SB0110") << route;
    EXPECT_THAT(found.message, HasSubstr("NOPE is not set"));
    EXPECT_GT(found.position.column, 0);
  }
  for (const char* const head : {"stack: ${NOPE}\n", "stack: s\naws: { account: \"${NOPE}\" }\n",
                                 "stack: s\ndefaults: { dead_letter: { queue: \"${NOPE}\" } }\n"}) {
    const Loaded loaded = load_text(std::string(head) + "routes:\n" + kRoute);
    EXPECT_EQ(loaded.diagnostics.all().size(), 1u) << loaded.diagnostics.to_text();
  }
}

TEST(Load, WhatIsWrongBesideAVariableThatIsNotSetIsFoundToo) {
  const Loaded loaded = load_text(with_routes(
      "  a:\n    evnts: x\n    events: [conversation.end]\n    to: [{ arn: \"${NOPE}\", sqx: q }]\n"
      "  b:\n    events: [conversation.ende]\n    to: [{ sqs: \"a b\" }]\n"));
  const std::string text = loaded.diagnostics.to_text();
  for (const char* code : {"SB0110", "'evnts'", "'sqx'", "SB0135", "SB0132"})
    EXPECT_THAT(text, HasSubstr(code));
}

TEST(Load, TellsAllThatTheServicesWouldRefuseAtOnce) {
  const Loaded loaded = load_text(
      with_routes("  a:\n    events: conversationCreated\n    where: { detail: { x: [{ exists: maybe }], y: "
                  "[{ prefix: 1 }] } }\n"
                  "    to:\n      - { sqs: q, input: { template: \"<x> <y>\" } }\n"
                  "      - { sns: t, subscribers: [{ sqs: w, filter: { a: [{ exists: 1 }], b: 1 } }] }\n"));
  std::vector<std::pair<int, std::string>> found;
  for (const base::Diagnostic& one : loaded.diagnostics.all()) {
    if (one.severity == base::Severity::kError) found.emplace_back(one.position.line, one.code);
  }
  using Found = std::pair<int, std::string>;
  EXPECT_THAT(found,
              testing::UnorderedElementsAre(Found{5, "SB0149"}, Found{5, "SB0149"}, Found{7, "SB0150"},
                                            Found{7, "SB0150"}, Found{8, "SB0156"}, Found{8, "SB0156"}));
}

TEST(Load, TakesInputsAndFiltersThatTheServicesTake) {
  for (const char* input :
       {"{ path: \"$['detail-type']\" }", "{ text: '{\"a\":1}' }", "{ template: \"<aws.events.event>\" }",
        "{ template: '{\"a\": <a>, \"b\": \"of <b>\"}', paths: { a: \"$.detail.list[0]\", b: $.source } }"}) {
    const Loaded loaded = load_text(with_input(input));
    EXPECT_TRUE(loaded.diagnostics.all().empty()) << loaded.diagnostics.to_text();
  }
  for (const char* filter :
       {"{}", "{ detail: { a: [x, { prefix: y }], $or: [{ b: [1] }, { c: [null] }] } }"}) {
    const Loaded loaded = load_text(with_filter(filter));
    EXPECT_TRUE(loaded.diagnostics.all().empty()) << loaded.diagnostics.to_text();
  }
}

TEST(Load, WarnsOfBareTextInATemplate) {
  const Loaded loaded = load_text(with_input("{ template: \"busy: <a>\", paths: { a: $.detail.a } }"));
  EXPECT_TRUE(loaded.spec);
  EXPECT_THAT(loaded.diagnostics.to_text(), HasSubstr("s.yaml:5:39: warning SB0152"));
}

TEST(Load, ForRemovingAsksNotWhatTheServicesWouldRefuse) {
  const std::string text = with_filter("{ a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }");
  const auto none = [](std::string_view) { return std::nullopt; };
  EXPECT_FALSE(load(text, "s.yaml", none).spec);
  EXPECT_TRUE(load(text, "s.yaml", none, Checks::kNames).spec);
}

TEST(Load, TargetsOfAnotherAccountThanTheSpecsNeedARole) {
  const std::string head =
      "stack: s\naws: { account: \"123456789012\" }\nroutes:\n  a:\n    events: "
      "conversationCreated\n    to: [{ arn: \"arn:aws:";
  const auto none = [](std::string_view) { return std::nullopt; };
  for (const char* arn : {"events:us-east-1:210987654321:event-bus/b", "sqs:us-east-1:210987654321:q"}) {
    const Loaded without = load(head + arn + "\" }]\n", "s.yaml", none, Checks::kAccount);
    EXPECT_THAT(without.diagnostics.to_text(), HasSubstr("s.yaml:6:10: error SB0158")) << arn;
    EXPECT_THAT(without.diagnostics.to_text(), HasSubstr("give the target role:")) << arn;
    const std::string role = "\", role: \"arn:aws:iam::123456789012:role/r\" }]\n";
    EXPECT_TRUE(load(head + arn + role, "s.yaml", none, Checks::kAccount).spec) << arn;
    EXPECT_TRUE(load(head + arn + "\" }]\n", "s.yaml", none).spec) << "the local cloud has another account";
  }
}

TEST(Load, AnInputIsForABusOfTheSpecsAccountOnly) {
  const auto with_bus = [](const char* account) {
    return load(
        "stack: s\naws: { account: \"123456789012\" }\nroutes:\n  a:\n    events: "
        "conversationCreated\n    to: [{ input: { path: $.detail }, role: "
        "\"arn:aws:iam::123456789012:role/r\", arn: \"arn:aws:events:us-east-1:" +
            std::string(account) + ":event-bus/b\" }]\n",
        "s.yaml", [](std::string_view) { return std::nullopt; }, Checks::kAccount);
  };
  EXPECT_THAT(with_bus("210987654321").diagnostics.to_text(), HasSubstr("s.yaml:6:27: error SB0153"));
  EXPECT_TRUE(with_bus("123456789012").spec);
}

TEST(Fragment, KnowsWhichOfItsValuesAByteOfItsTextComesFrom) {
  const Loaded loaded = load_text(with_routes(
      "  a:\n    events: conversationCreated\n    where: { detail: { \"ä\": [one, { prefix: two }] } }\n"
      "    to: [{ sns: t }]\n"));
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  const Fragment& where = *loaded.spec->routes[0].where;
  const std::string text = where.to_json();
  const auto column = [&](const char* of) { return where.position_at(text.find(of)).column; };
  EXPECT_EQ(column("\"one"), where.members[0].value.members[0].value.items[0].position.column);
  EXPECT_EQ(column("\"two"),
            where.members[0].value.members[0].value.items[1].members[0].value.position.column);
  EXPECT_EQ(column("{\"prefix"), where.members[0].value.members[0].value.items[1].position.column);
  EXPECT_EQ(where.position_at(text.size()).column, where.position.column);
}

TEST(Load, AVariableWhoseValueIsNoTextIsOneFindingAndItsBytesAreNotRepeated) {
  const Loaded loaded =
      load_text(with_routes("  a:\n    events: conversationCreated\n    to: [{ sqs: \"${NAME}\" }]\n"),
                {{"NAME", "caf\xE9"}});
  ASSERT_EQ(loaded.diagnostics.all().size(), 1u) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.diagnostics.all().front().code, "SB0109");
  EXPECT_EQ(loaded.diagnostics.to_text().find('\xE9'), std::string::npos);
}

TEST(Load, TakesMarksAroundTheOneDocument) {
  EXPECT_TRUE(load_text("---\n" + with_routes(kRoute) + "...\n").spec);
  EXPECT_TRUE(load_text("# nothing\n---\n" + with_routes(kRoute) + "---\n").spec);
}

TEST(Load, TakesAByteOrderMark) { EXPECT_TRUE(load_text("\xEF\xBB\xBF" + with_routes(kRoute)).spec); }

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

TEST(Load, AnEmptyDeadLetterOfATargetLeavesTheDefault) {
  const std::string route =
      "  a:\n    events: conversationCreated\n    to: [{ sns: t, dead_letter: \"${DLQ:-}\" }]\n";
  const std::string text = "stack: s\ndefaults: { dead_letter: letters }\nroutes:\n" + route;
  for (const Loaded& loaded : {load_text(text), load_text(text, {{"DLQ", ""}})}) {
    ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
    EXPECT_FALSE(loaded.spec->routes[0].to[0].dead_letter);
  }
  const Loaded named = load_text(text, {{"DLQ", "mine"}});
  ASSERT_TRUE(named.spec && named.spec->routes[0].to[0].dead_letter);
  EXPECT_EQ(named.spec->routes[0].to[0].dead_letter->queue, "mine");
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

TEST(Load, AKnownFamilyTakesFurtherEventsAndOneValueStandsForAList) {
  const Loaded loaded =
      load_text("families:\n  genesys.cloud:\n    events: conversation.paused\n" +
                with_routes("  a:\n    events: conversation.paused\n    to: [{ sns: t }]\n"));
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->catalogue.find_event("conversation.paused")->family, "genesys.cloud");
}

TEST(Load, OneSubscriberOfSeveralRoutesMayBeSaidTheSameWayAgain) {
  const std::string route =
      "    events: conversationCreated\n    to: [{ sns: t, subscribers: [{ sqs: w, filter: { a: [b] } }] "
      "}]\n";
  const Loaded loaded = load_text(with_routes("  a:\n" + route + "  b:\n" + route));
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
}

TEST(Load, AliasesWithinReasonAreWrittenOut) {
  const Loaded loaded = load_text(with_routes(doubled(4)));
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
}

TEST(Load, NumbersThatJsonWritesOtherwiseAreNumbers) {
  const Loaded loaded = load_text(with_routes(
      "  a:\n    events: conversationCreated\n    where: { detail: { x: [.5, 5., -.5, +3, 1e3] } }\n"
      "    to: [{ sns: t }]\n"));
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->routes[0].where->to_json(), R"({"detail":{"x":[0.5,5.0,-0.5,3,1e3]}})");
}

TEST(Load, FunctionsMayHaveAnAliasAndBusesASlash) {
  const Loaded loaded = load_text(with_routes(
      "  a:\n    events: conversationCreated\n    to: [{ lambda: 'f:live' }, { lambda: 'f:$LATEST' }, { "
      "bus: a/b, role: 'arn:aws:iam::123456789012:role/r' }]\n"));
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
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
