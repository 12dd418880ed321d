// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/input.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

constexpr char kEvent[] =
    R"({"version":"0","id":"i","detail-type":"T","source":"s","account":"1","time":"t","region":"r","resources":[],"detail":{"a":"x\"y","n":1.50,"list":["p","q"],"o":{"k":"v"}}})";
const InputContext kContext{"arn:rule", "rule", "2026-01-01T00:00:00Z"};

std::optional<std::string> render(const json::Object& target) {
  auto out = render_input(target, kEvent, *json::read(kEvent).tree, kContext);
  return out ? std::optional(*std::move(out)) : std::nullopt;
}

std::optional<std::string> fill(const char* text, const json::Object& paths) {
  return render({{"InputTransformer", {{"InputTemplate", text}, {"InputPathsMap", paths}}}});
}

TEST(RenderInput, WithoutInputMembersTheEventGoesAsItIs) { EXPECT_EQ(render({}), kEvent); }

TEST(RenderInput, APathKeepsQuotesAndTheSpellingOfNumbers) {
  EXPECT_EQ(render({{"InputPath", "$.detail.n"}}), "1.50");
  EXPECT_EQ(render({{"InputPath", "$.detail.a"}}), R"("x\"y")");
  EXPECT_EQ(render({{"InputPath", "$['detail-type']"}}), R"("T")");
  EXPECT_EQ(render({{"InputPath", "$.detail.list[1]"}}), R"("q")");
  EXPECT_EQ(render({{"InputPath", "$"}}), kEvent);
}

TEST(RenderInput, APathWithAWildcardGivesAListOfAllItLeadsTo) {
  EXPECT_EQ(render({{"InputPath", "$.detail.list[*]"}}), R"(["p","q"])");
  EXPECT_EQ(render({{"InputPath", "$.detail.o.*"}}), R"(["v"])");
  EXPECT_EQ(render({{"InputPath", "$.detail[*].k"}}), R"(["v"])");
  EXPECT_EQ(render({{"InputPath", "$.detail.list[*].x"}}), "[]");
  EXPECT_EQ(render({{"InputPath", "$.detail.n[*]"}}), "{}");
  EXPECT_EQ(render({{"InputPath", "$.nothing[*]"}}), "{}");
  EXPECT_EQ(render({{"InputPath", "$.resources[*]"}}), "[]");
  EXPECT_EQ(fill(R"({"all": <l>})", {{"l", "$.detail.list[*]"}}), R"({"all":["p","q"]})");
  EXPECT_EQ(fill(R"("all: <l>")", {{"l", "$.detail.list[*]"}}), R"("all: [p,q]")");
}

TEST(RenderInput, AJsonTemplateTakesValuesUnquotedAndStringsInQuotes) {
  EXPECT_EQ(fill(R"({"n": <n>, "s": "<s>", "v": <s>, "o": <o>})",
                 {{"n", "$.detail.n"}, {"s", "$.source"}, {"o", "$.detail.o"}}),
            R"({"n":1.50,"s":"s","v":"s","o":{"k":"v"}})");
}

TEST(RenderInput, AnObjectInQuotesOfAJsonTemplateMayBreakItAndThenNothingGoes) {
  EXPECT_EQ(fill(R"({"o": <missing>})", {{"missing", "$.nothing"}}), R"({"o":""})");
  EXPECT_EQ(fill(R"({"o": <o> <o>})", {{"o", "$.detail.o"}}), std::nullopt);
}

TEST(RenderInput, AnObjectWithStringsInsideQuotesOfAJsonTemplateIsNotDelivered) {
  EXPECT_EQ(fill(R"({"o": "<o>"})", {{"o", "$.detail.o"}}), std::nullopt);
  EXPECT_EQ(fill(R"({"n": "<n>"})", {{"n", "$.detail.n"}}), R"({"n":"1.50"})");
}

TEST(RenderInput, WhatAPathDoesNotFindIsAnEmptyString) {
  EXPECT_EQ(fill(R"({"a": <x>, "b": "<x>!"})", {{"x", "$.nothing"}}), R"({"a":"","b":"!"})");
  EXPECT_EQ(fill(R"("a <x>!")", {{"x", "$.nothing"}}), R"("a !")");
}

TEST(RenderInput, AStringTemplateKeepsItsQuotesAndDropsInnerOnes) {
  EXPECT_EQ(fill(R"("{o:<o>,l:<l>}")", {{"o", "$.detail.o"}, {"l", "$.detail.list"}}),
            R"("{o:{k:v},l:[p,q]}")");
}

TEST(RenderInput, PredefinedVariablesTellRuleAndEvent) {
  EXPECT_EQ(fill(R"({"r": <aws.events.rule-name>, "e": <aws.events.event.json>})", {}),
            std::string(R"({"r":"rule","e":)") + kEvent + "}");
  EXPECT_EQ(
      fill("<aws.events.event>", {}),
      R"({"id":"i","account":"1","detailType":"T","time":"t","source":"s","region":"r","resources":[],"version":"0"})");
}

TEST(RenderInput, ATemplateThatNamesMoreThanATargetTakesIsNotFilled) {
  const std::string text = R"({"detail":")" + std::string(1000000, 'x') + R"("})";
  std::string all = "[<v>";
  for (int i = 1; i < 2000; ++i) all += ",<v>";
  const auto rendered = [&](const std::string& filled, const char* path) {
    const json::Object target{
        {"InputTransformer", {{"InputTemplate", filled}, {"InputPathsMap", {{"v", path}}}}}};
    return render_input(target, text, *json::read(text).tree, kContext);
  };
  ASSERT_FALSE(rendered(all + "]", "$.detail").ok());
  EXPECT_EQ(rendered(all + "]", "$.detail").error().code, kInputTooLong);
  EXPECT_EQ(rendered(R"("<v><v><v>")", "$.detail").error().code, kInputTooLong);
  EXPECT_EQ(rendered("[<v>]", "$.detail")->size(), 1000004u);
  EXPECT_EQ(rendered(all + "]", "$.nothing")->size(), 6001u);
}

TEST(CheckInput, RefusesInTheWordsOfEventBridge) {
  EXPECT_EQ(check_input({{"Id", "t"}, {"Input", "{}"}, {"InputPath", "$"}}),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t.");
  EXPECT_EQ(check_input({{"Id", "t"}, {"InputTransformer", {{"InputTemplate", "<x>"}}}}),
            "InputTemplate for target t contains invalid placeholder x.");
  EXPECT_EQ(check_input({{"Id", "t"}, {"InputTransformer", {{"InputTemplate", "<aws.events.none>"}}}}),
            "InputTemplate for target t contains invalid placeholder aws.events.none.");
  EXPECT_EQ(check_input({{"Id", "t"}, {"Input", "{"}}), "JSON syntax error in input for target t.");
  EXPECT_EQ(check_input({{"Id", "t"}, {"InputPath", "detail"}}), "Invalid InputPath for target t.");
  EXPECT_FALSE(check_input({{"Id", "t"}, {"InputPath", "$.detail"}}));
  EXPECT_FALSE(check_input({{"Id", "t"}, {"Input", "{\"a\":1}"}}));
}

}  // namespace
}  // namespace sb::cloud::eventbridge
