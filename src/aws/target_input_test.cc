// SPDX-License-Identifier: Apache-2.0
#include "aws/target_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/event_path.h"

namespace sb::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

json::Object templated(const char* text, json::Object paths = {}) {
  return {{"Id", "t"}, {"InputTransformer", {{"InputTemplate", text}, {"InputPathsMap", std::move(paths)}}}};
}

std::vector<std::string> words(const std::vector<InputFault>& faults) {
  std::vector<std::string> out;
  for (const InputFault& fault : faults) out.push_back(fault.words);
  return out;
}

TEST(EventPath, HasNamesIndexesAndWildcards) {
  for (const char* path : {"$", "$.detail.a-b", "$.list[0].x", "$['detail-type']", "$[\"a b\"].c", "$.a[*]",
                           "$.a[*].b", "$[*]", "$.*", "$.a.*.b", "$.a.*[0]"})
    EXPECT_TRUE(parse_event_path(path)) << path;
  for (const char* path : {"", "detail", "$detail", "$.", "$..a", "$..*", "$.a[1:2]", "$.a[-1]", "$.a[*",
                           "$.a[**]", "$.a[?(@.b)]", "$['a'", "$.a["})
    EXPECT_FALSE(parse_event_path(path)) << path;
}

TEST(EventPath, AWildcardStandsAloneAndOutsideQuotes) {
  EXPECT_TRUE((*parse_event_path("$.a[*]"))[1].every);
  EXPECT_TRUE((*parse_event_path("$.*"))[0].every);
  EXPECT_FALSE((*parse_event_path("$['*']"))[0].every);
  EXPECT_FALSE((*parse_event_path("$.*a"))[0].every);
}

TEST(Placeholders, KnowWhetherTheyStandInQuotes) {
  const auto found = placeholders_of(R"({"a":"\"<x>","b":<y>,"c":"<)");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].name == "x" && found[0].quoted);
  EXPECT_TRUE(found[1].name == "y" && !found[1].quoted);
}

TEST(CheckTargetInput, TellsAllFaultsAndTheFirstFirst) {
  EXPECT_THAT(words(check_target_input(templated("<x> <y> <aws.events.none>", {{"x", "x"}}))),
              ElementsAre("Invalid InputPath for x in InputPathsMap for target t.",
                          "InputTemplate for target t contains invalid placeholder y.",
                          "InputTemplate for target t contains invalid placeholder aws.events.none."));
}

TEST(CheckInputSizes, HoldsTextsPathsAndNamesToTheirBounds) {
  const std::string long_text(8193, 'x');
  EXPECT_EQ(check_input_sizes({{"Input", long_text}}).size(), 1u);
  EXPECT_EQ(check_input_sizes({{"InputPath", long_text.substr(0, 257)}}).size(), 1u);
  EXPECT_THAT(check_input_sizes({{"InputPath", long_text.substr(0, 256)}}), IsEmpty());
  json::Object paths;
  for (int i = 0; i < 101; ++i) paths[std::to_string(i)] = "$";
  EXPECT_THAT(words(check_input_sizes(templated("x", paths))),
              ElementsAre("Member must have length less than or equal to 100"));
  EXPECT_EQ(check_input_sizes(templated("x", {{"a b", "$"}})).size(), 1u);
}

TEST(HopelessTemplate, GivesNoJsonWhateverTheEvent) {
  const auto first = [](const char* text) {
    const auto found = find_hopeless_template(templated(text));
    return found.empty() ? std::string() : found.front().words;
  };
  EXPECT_THAT(first("{\n \"a\": <x>,\n}"), HasSubstr("line 3, column 1 of the template"));
  EXPECT_THAT(first(R"({"a": "<x>})"), HasSubstr("gives no JSON"));
  EXPECT_THAT(first(R"({<x>: 1})"), HasSubstr("gives no JSON"));
  EXPECT_THAT(first(R"({"a": "all of <aws.events.event>"})"), HasSubstr("own quotes end the text"));
  for (const char* good : {R"({"a": <x>, "b": "of <y>", "c": [<z>]})", R"({"a": <aws.events.event.json>})",
                           R"({"at": "<aws.events.event.ingestion-time>"})", R"("<x>")", "bare <x>"})
    EXPECT_EQ(first(good), "") << good;
}

TEST(BareText, IsWhatStandsInNoQuotes) {
  EXPECT_EQ(find_bare_text(templated("busy: <x>")).size(), 1u);
  EXPECT_THAT(find_bare_text(templated("\"one <x>\"\n\"two\"")), IsEmpty());
  EXPECT_THAT(find_bare_text(templated("<x>")), IsEmpty());
}

}  // namespace
}  // namespace sb::aws
