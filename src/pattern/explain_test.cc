// SPDX-License-Identifier: Apache-2.0
#include "switchboard/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "json/document.h"
#include "pattern/random_cases.h"

namespace switchboard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Explanation explained(std::string_view pattern_text, std::string_view event) {
  const auto pattern = Pattern::parse(pattern_text);
  EXPECT_TRUE(pattern.ok()) << pattern_text;
  auto result = explain(pattern.value(), event);
  EXPECT_TRUE(result.ok()) << event;
  return std::move(result).value();
}

bool match(std::string_view pattern, std::string_view event) {
  const auto parsed = Pattern::parse(pattern);
  const auto answer = parsed.ok() ? parsed.value().matches(event) : Result<bool>(parsed.error());
  EXPECT_TRUE(answer.ok()) << pattern << " " << event;
  return answer.ok() && answer.value();
}

std::string first_miss(const Explanation& explanation, size_t field = 0) {
  const auto& misses = explanation.fields[field].near_misses;
  return misses.empty() ? "" : misses.front().text;
}

TEST(Explain, NamesPathConditionsAndWhatWasFound) {
  const Explanation why = explained(R"({"detail":{"n":[{"numeric":[">",5]},"many"],"state":["up"]}})",
                                    R"({"detail":{"n":[3,{"x":1},4.0],"state":"up"}})");
  EXPECT_FALSE(why.matches);
  ASSERT_EQ(why.fields.size(), 2U);
  const ExplainedField& n = why.fields[0];
  EXPECT_EQ(n.path, "detail.n");
  EXPECT_EQ(n.line, 1);
  EXPECT_EQ(n.column, 16);
  EXPECT_FALSE(n.holds);
  ASSERT_EQ(n.conditions.size(), 2U);
  EXPECT_EQ(n.conditions[0].op, "numeric");
  EXPECT_EQ(n.conditions[0].wanted, R"([">",5])");
  EXPECT_EQ(n.conditions[1].op, "exact");
  EXPECT_EQ(n.conditions[1].wanted, "\"many\"");
  ASSERT_EQ(n.found.size(), 2U);
  EXPECT_EQ(n.found[0].at, "detail.n[0]");
  EXPECT_EQ(n.found[1].at, "detail.n[2]");
  EXPECT_EQ(n.found[1].value, "4.0");
  EXPECT_TRUE(why.fields[1].holds);
  EXPECT_TRUE(why.fields[1].found[0].accepted);
  EXPECT_THAT(why.alternatives[0].failed, ElementsAre(0));
}

TEST(Explain, ShowsTheBranchesOfOr) {
  const std::string pattern =
      R"({"source":["s"],"$or":[{"a":["x"]},{"b":["y"],"$or":[{"c":[1]},{"d":[2]}]}]})";
  const Explanation why = explained(pattern, R"({"source":"s","b":"y","d":3})");
  ASSERT_EQ(why.root.choices.size(), 1U);
  ASSERT_EQ(why.root.choices[0].size(), 2U);
  EXPECT_THAT(why.root.fields, ElementsAre(0));
  EXPECT_EQ(why.root.choices[0][1].choices[0].size(), 2U);
  ASSERT_EQ(why.alternatives.size(), 3U);
  EXPECT_THAT(why.alternatives[0].branches, ElementsAre(0));
  EXPECT_THAT(why.alternatives[1].branches, ElementsAre(1, 0));
  EXPECT_THAT(why.alternatives[2].branches, ElementsAre(1, 1));
  EXPECT_THAT(why.alternatives[2].failed, ElementsAre(4));
  EXPECT_FALSE(why.root.holds);
  EXPECT_TRUE(explained(pattern, R"({"source":"s","b":"y","d":2})").root.choices[0][1].holds);
}

TEST(Explain, AFieldThatAnotherReplacesIsOverridden) {
  const Explanation why = explained(R"({"a":["x"],"a":["y"]})", R"({"a":"y"})");
  EXPECT_TRUE(why.matches);
  EXPECT_TRUE(why.fields[0].overridden);
  EXPECT_FALSE(why.fields[1].overridden);
  EXPECT_TRUE(why.root.holds);
}

TEST(Explain, SaysWhenFieldsHoldInDifferentArrayElements) {
  const Explanation why = explained(R"({"a":{"b":[1],"c":[2]}})", R"({"a":[{"b":1},{"c":2}]})");
  EXPECT_FALSE(why.matches);
  EXPECT_TRUE(why.fields[0].holds && why.fields[1].holds);
  EXPECT_THAT(
      why.alternatives[0].conflicts,
      ElementsAre("`a.b` matches in element 0, `a.c` in element 1 of `a`; they must be the same element"));
  EXPECT_EQ(why.changes.size(), 1U);
}

TEST(Explain, AnAbsentFieldHoldsInTheElementOfTheOthers) {
  const Explanation why =
      explained(R"({"a":{"c":[1],"d":[{"exists":false}]}})", R"({"a":[{"d":1},{"c":1}]})");
  EXPECT_TRUE(why.matches);
  EXPECT_TRUE(why.fields[1].holds);
  EXPECT_FALSE(why.fields[1].conditions[0].holds);
}

struct Slip {
  const char* pattern;
  const char* event;
  NearMiss::Kind kind;
  const char* instead;
};

TEST(Explain, KnowsNearMisses) {
  using Kind = NearMiss::Kind;
  const Slip slips[] = {
      {R"({"a":["voice"]})", R"({"a":"VOICE"})", Kind::kLetterCase, R"({"equals-ignore-case":"voice"})"},
      {R"({"a":["STRASSE"]})", R"({"a":"straße"})", Kind::kLetterCase, R"("straße")"},
      {R"({"a":["5"]})", R"({"a":5.0})", Kind::kType, "5.0"},
      {R"({"a":[5]})", R"({"a":"5"})", Kind::kType, R"("5")"},
      {R"({"a":[true]})", R"({"a":"true"})", Kind::kType, R"("true")"},
      {R"({"a":["false"]})", R"({"a":false})", Kind::kType, "false"},
      {R"({"a":[null]})", R"({"a":""})", Kind::kType, R"("")"},
      {R"({"a":[{"exists":false}]})", R"({"a":null})", Kind::kType, "null"},
      {R"({"a":[{"numeric":[">",1]}]})", R"({"a":"2"})", Kind::kType, ""},
      {R"({"a":[{"numeric":[">",1]}]})", R"({"a":9007199254740993})", Kind::kType, ""},
      {R"({"a":[{"prefix":"5"}]})", R"({"a":51})", Kind::kType, ""},
      {R"({"a":["x y"]})", R"({"a":" x y\n"})", Kind::kWhiteSpace, R"(" x y\u000a")"},
      {R"({"a":["10.0.0.1"]})", R"({"a":"10.0.0.1 "})", Kind::kWhiteSpace, R"("10.0.0.1 ")"},
      {R"({"a":["run"]})", R"({"a":"running"})", Kind::kPartOfText, R"({"prefix":"run"})"},
      {R"({"a":["end"]})", R"({"a":"v2.end"})", Kind::kPartOfText, R"({"suffix":"end"})"},
      {R"({"a":["b*c"]})", R"({"a":"ab*cd"})", Kind::kPartOfText, R"({"wildcard":"*b\\*c*"})"},
      {R"({"a":["conversation.ended"]})", R"({"a":"conversation.end"})", Kind::kPartOfText,
       R"("conversation.end")"},
      {R"({"a":["General Support"]})", R"({"a":"General Suport"})", Kind::kSpelling, R"("General Suport")"},
      {R"({"a":[{"prefix":"Up"}]})", R"({"a":"upper"})", Kind::kLetterCase,
       R"({"prefix":{"equals-ignore-case":"Up"}})"},
      {R"({"detail":{"queue":{"id":["q-17"]}}})", R"({"detail":{"eventBody":{"queueId":"q-17"}}})",
       Kind::kValue, "detail.eventBody.queueId"},
      {R"({"detail":{"queue":{"id":["q-17"]}}})", R"({"detail":{"eventBody":{"queueId":"q-18"}}})",
       Kind::kPath, "detail.eventBody.queueId"},
      {R"({"detail":{"QueueId":["q"]}})", R"({"detail":{"queueId":"r"}})", Kind::kPath, "detail.queueId"},
      {R"({"detail":{"mediaTyp":["q"]}})", R"({"detail":{"mediaType":"r"}})", Kind::kPath,
       "detail.mediaType"},
      {R"({"detail":{"queue":["q-17"]}})", R"({"detail":{"queue":{"name":"n","id":"q-17"}}})", Kind::kObject,
       "detail.queue.id"},
      {R"({"detail":{"a":["q"]}})", R"({"detail":"{\"a\":\"q\"}"})", Kind::kEncoded, ""},
  };
  for (const Slip& slip : slips) {
    const Explanation why = explained(slip.pattern, slip.event);
    ASSERT_FALSE(why.fields[0].near_misses.empty()) << slip.pattern << slip.event;
    const NearMiss& miss = why.fields[0].near_misses.front();
    EXPECT_EQ(miss.kind, slip.kind) << slip.pattern << slip.event << miss.text;
    EXPECT_EQ(miss.instead, slip.instead) << slip.pattern << slip.event;
    EXPECT_FALSE(why.changes.empty()) << slip.pattern << slip.event;
  }
}

TEST(Explain, WhatIsMerelyDifferentIsNoNearMiss) {
  EXPECT_THAT(first_miss(explained(R"({"a":["conversation.end"]})", R"({"a":"conversation.start"})")),
              IsEmpty());
  EXPECT_THAT(first_miss(explained(R"({"a":["queue-1"]})", R"({"a":"queue-2"})")), IsEmpty());
  EXPECT_THAT(first_miss(explained(R"({"a":["30efdbc1-b459-462a-a4b5-966c53a60562"]})",
                                   R"({"a":"8a0c56ee-e6c0-4fd2-a979-75f8764dbc75"})")),
              IsEmpty());
  EXPECT_THAT(first_miss(explained(R"({"detail":{"id":["x"]}})", R"({"detail":{"user":{"id":"y"}}})")),
              IsEmpty());
}

TEST(Explain, SaysWhereTheWantedValueIs) {
  const Explanation why = explained(R"({"detail":{"queue":{"id":["q-17"]},"mediaType":["voice"]}})",
                                    R"({"detail":{"eventBody":{"queueId":"q-17"},"mediaType":"VOICE"}})");
  EXPECT_THAT(
      first_miss(why),
      HasSubstr("`queueId` is at `detail.eventBody.queueId`, the pattern looks at `detail.queue.id`"));
  ASSERT_EQ(why.changes.size(), 2U);
  EXPECT_EQ(why.changes[0].kind, SuggestedChange::Kind::kMovePath);
  EXPECT_EQ(why.changes[0].after, "detail.eventBody.queueId");
  EXPECT_EQ(why.changes[1].kind, SuggestedChange::Kind::kReplaceCondition);
  EXPECT_EQ(why.changed_event, "");
  EXPECT_EQ(why.changed_pattern,
            R"({"detail":{"mediaType":[{"equals-ignore-case":"voice"}],"eventBody":{"queueId":["q-17"]}}})");
}

TEST(Explain, ChangesAreTheFewestOverTheBranches) {
  const Explanation why = explained(R"({"$or":[{"a":["x"],"b":["y"]},{"c":[7],"d":[{"exists":false}]}]})",
                                    R"({"a":1,"b":2,"c":3})");
  ASSERT_EQ(why.changes.size(), 1U);
  EXPECT_EQ(why.changes[0].kind, SuggestedChange::Kind::kSetValue);
  EXPECT_EQ(why.changes[0].place, "c");
  EXPECT_EQ(why.changes[0].after, "7");
  EXPECT_EQ(why.changed_event, R"({"a":1,"b":2,"c":7})");
}

TEST(Explain, ValuesAreAddedAndRemovedWhereTheOtherFieldsMatch) {
  const Explanation added = explained(R"({"p":{"purpose":["agent"],"queue":["q"]}})",
                                      R"({"p":[{"purpose":"customer"},{"purpose":"agent"}]})");
  ASSERT_EQ(added.changes.size(), 1U);
  EXPECT_EQ(added.changes[0].place, "p[1].queue");
  EXPECT_EQ(added.changed_event, R"({"p":[{"purpose":"customer"},{"purpose":"agent","queue":"q"}]})");
  const Explanation removed =
      explained(R"({"a":[1],"b":[{"exists":false}]})", R"({"b":["x",[2]],"a":1,"c":3})");
  ASSERT_EQ(removed.changes.size(), 2U);
  EXPECT_EQ(removed.changes[0].kind, SuggestedChange::Kind::kRemoveValue);
  EXPECT_EQ(removed.changed_event, R"({"b":[[]],"a":1,"c":3})");
}

TEST(Explain, AWildcardThatWouldBeRefusedIsNotOffered) {
  const Explanation why = explained(R"({"a":["------------"]})", R"({"a":"x------------x"})");
  ASSERT_EQ(why.fields[0].near_misses.size(), 1U);
  EXPECT_EQ(why.fields[0].near_misses[0].kind, NearMiss::Kind::kPartOfText);
  EXPECT_EQ(why.fields[0].near_misses[0].instead, "");
  EXPECT_THAT(first_miss(why), testing::Not(HasSubstr("would match")));
}

std::string repeated(const std::string& text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += (i == 0 ? "" : ",") + text;
  return out;
}

// In these each value met each way to choose elements, each value's letters those of each condition, each
// path those of each field: minutes.
TEST(Explain, LongArraysTakeNoMoreThanAFewMatches) {
  const std::string many = R"({"p":[)" + repeated(R"({"purpose":"agent","state":"x"})", 20000) + "]}";
  EXPECT_TRUE(explained(R"({"p":{"purpose":["agent"],"state":["x"]}})", many).matches);
  const Explanation why = explained(R"({"p":{"purpose":["agent"],"queue":["q"],"state":["x"]}})", many);
  EXPECT_THAT(why.alternatives[0].failed, ElementsAre(1));
  EXPECT_EQ(why.changes.size(), 1U);
  const auto pattern =
      Pattern::parse(R"({"p":{"purpose":["agent"],"state":["x",{"exists":false}],"z":[1]}})");
  EXPECT_EQ(distance(pattern.value(), many).value().failed, 1U);
}

TEST(Explain, ManyLongTextsTakeNoMoreThanAFewMatches) {
  std::string conditions, values;
  for (int i = 0; i < 4; ++i) {
    conditions += (i == 0 ? "\"" : ",\"") + std::string(500, static_cast<char>('a' + i)) + "\"";
  }
  for (int i = 0; i < 2000; ++i) {
    values += (i == 0 ? "\"" : ",\"") + std::string(500, static_cast<char>('p' + i % 8)) + "\"";
  }
  const Explanation why = explained("{\"a\":[" + conditions + "]}", "{\"a\":[" + values + "]}");
  EXPECT_THAT(why.fields[0].near_misses, IsEmpty());
}

TEST(Explain, ManyPathsAndFieldsTakeNoMoreThanAFewMatches) {
  std::string fields, paths;
  for (int i = 0; i < 250; ++i)
    fields += (i == 0 ? "\"field" : ",\"field") + std::to_string(i) + "\":[\"wanted\"]";
  for (int i = 0; i < 20000; ++i) paths += (i == 0 ? "\"path" : ",\"path") + std::to_string(i) + "\":\"v\"";
  const Explanation why = explained(R"({"detail":{)" + fields + "}}", R"({"detail":{)" + paths + "}}");
  EXPECT_EQ(why.alternatives[0].failed.size(), 250U);
}

TEST(Explain, ManyBranchesTakeNoMoreThanTheirFields) {
  std::string branches, ids;
  for (int i = 0; i < 1000; ++i) {
    branches += std::string(i == 0 ? "" : ",") + R"({"b)" + std::to_string(i) + R"(":["x"]})";
  }
  for (int i = 0; i < 50000; ++i) ids += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
  const Explanation why =
      explained(R"({"ids":[)" + ids + R"(],"$or":[)" + branches + "]}", R"({"b999":"x"})");
  ASSERT_EQ(why.alternatives.size(), 1000U);
  EXPECT_THAT(why.alternatives[999].failed, ElementsAre(0));
}

TEST(Explain, AnEventThatIsNoneIsAnError) {
  const auto pattern = Pattern::parse(R"({"a":[1]})");
  EXPECT_EQ(explain(pattern.value(), "[1]").error().reason, "Event must be a JSON object");
  EXPECT_FALSE(explain(pattern.value(), "{").ok());
  EXPECT_FALSE(distance(pattern.value(), "").ok());
}

TEST(Explain, TheJsonIsAsDocumented) {
  const Explanation why =
      explained(R"({"a":["x"],"$or":[{"b":[1]},{"c":["\ud800"]}]})", R"({"a":"X","b":2})");
  const auto text = to_json(why);
  ASSERT_TRUE(text.ok());
  const auto json = sb::json::parse_document(text.value());
  ASSERT_TRUE(json.ok()) << text.value();
  const auto& object = json->get_object();
  EXPECT_FALSE(object.at("matches").get_bool());
  EXPECT_EQ(object.at("fields").get_array().size(), 3U);
  EXPECT_EQ(object.at("fields").at(0).at("near_misses").at(0).at("kind").get_string(), "letter-case");
  EXPECT_EQ(object.at("fields").at(2).at("conditions").at(0).at("wanted").get_string(), R"("\ud800")");
  EXPECT_EQ(object.at("root").at("choices").at(0).at(1).at("fields").at(0).to_number<int>(), 2);
  EXPECT_EQ(object.at("alternatives").at(1).at("failed").get_array().size(), 2U);
  EXPECT_EQ(object.at("changes").at(0).at("in").get_string(), "pattern");
  EXPECT_NE(object.at("changed_pattern").get_string(), "");
}

TEST(Explain, AnOperatorWithoutItsListIsPointedAt) {
  const Explanation why =
      explained(R"({"detail":{"amount":{"numeric":[">",100]}}})", R"({"detail":{"amount":500}})");
  EXPECT_TRUE(why.changes.empty());
  EXPECT_THAT(why.needed, HasSubstr(R"(an operator stands in a list: "amount":[{"numeric":[">",100]}])"));
  ASSERT_EQ(why.fields[0].near_misses.size(), 1U);
  EXPECT_EQ(why.fields[0].near_misses[0].text, why.needed);
}

TEST(Explain, WhatIsNoValueIsReplacedAndNoKeyRepeated) {
  const auto changed = [](const char* event) {
    const Explanation why = explained(R"({"detail":{"tags":["a"]}})", event);
    EXPECT_EQ(why.changes.size(), 1U);
    EXPECT_EQ(why.changes[0].kind, SuggestedChange::Kind::kSetValue);
    return why.changed_event;
  };
  EXPECT_EQ(changed(R"({"detail":{"tags":[]}})"), R"({"detail":{"tags":["a"]}})");
  EXPECT_EQ(changed(R"({"detail":{"tags":{}}})"), R"({"detail":{"tags":"a"}})");
  EXPECT_EQ(changed(R"({"detail":{"tags":[{"x":1}]}})"), R"({"detail":{"tags":[{"x":1},"a"]}})");
}

TEST(Explain, NumbersAreWrittenPlainly) {
  const Explanation why = explained(R"({"a":[{"numeric":[">",5,"<",6]}]})", R"({"a":6})");
  EXPECT_EQ(why.changed_event, R"({"a":5.5})");
}

TEST(Distance, FewerFieldsInTheWayAreCloser) {
  const auto far = Pattern::parse(R"({"a":["x"],"b":["y"]})");
  const auto near = Pattern::parse(R"({"a":["v"],"b":["z"]})");
  const auto nearest = Pattern::parse(R"({"a":["v"],"b":["W"]})");
  const char* event = R"({"a":"v","b":"w"})";
  EXPECT_LT(distance(near.value(), event).value(), distance(far.value(), event).value());
  EXPECT_LT(distance(nearest.value(), event).value(), distance(near.value(), event).value());
}

// Laws, on random patterns and events.
constexpr int kRounds = 8000;

class ExplainLaws : public testing::Test, protected sb::pattern::RandomCases {
 protected:
  ExplainLaws() : RandomCases(20260801) {}
};

TEST_F(ExplainLaws, TheVerdictIsTheMatchersAndEveryAlternativeSaysWhy) {
  int matched = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::string pattern = this->pattern(0), event = object(0);
    const Explanation why = explained(pattern, event);
    ASSERT_EQ(why.matches, match(pattern, event)) << pattern << " " << event;
    matched += why.matches ? 1 : 0;
    bool any = false;
    for (const ExplainedAlternative& alternative : why.alternatives) {
      any = any || alternative.matches;
      ASSERT_EQ(alternative.matches, alternative.failed.empty()) << pattern << " " << event;
      const auto failing = std::count_if(alternative.failed.begin(), alternative.failed.end(),
                                         [&](size_t field) { return !why.fields[field].holds; });
      ASSERT_EQ(alternative.failed.size(), static_cast<size_t>(failing) + alternative.conflicts.size());
      for (const size_t field : alternative.fields) {
        ASSERT_TRUE(!alternative.matches || why.fields[field].holds) << pattern << " " << event;
      }
    }
    ASSERT_EQ(any, why.matches);
    ASSERT_TRUE(!why.matches || why.root.holds) << pattern << " " << event;
    const auto steps = distance(Pattern::parse(pattern).value(), event);
    ASSERT_EQ(steps.value().failed == 0, why.matches);
    ASSERT_TRUE(to_json(why).ok());
  }
  EXPECT_GT(matched, kRounds / 20);
}

TEST_F(ExplainLaws, WhatIsSuggestedDoesMatch) {
  int suggested = 0, needed = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::string pattern = this->pattern(0), event = object(0);
    const Explanation why = explained(pattern, event);
    ASSERT_EQ(why.matches, why.changes.empty() && why.needed.empty()) << pattern << " " << event;
    if (!why.needed.empty()) ++needed;
    if (why.changes.empty()) continue;
    ++suggested;
    const bool in_pattern = std::any_of(why.changes.begin(), why.changes.end(),
                                        [](const SuggestedChange& change) { return change.in_pattern(); });
    const bool in_event = std::any_of(why.changes.begin(), why.changes.end(),
                                      [](const SuggestedChange& change) { return !change.in_pattern(); });
    ASSERT_EQ(in_pattern, !why.changed_pattern.empty());
    ASSERT_EQ(in_event, !why.changed_event.empty());
    ASSERT_TRUE(match(in_pattern ? why.changed_pattern : pattern, in_event ? why.changed_event : event))
        << pattern << " " << event << " " << why.changed_pattern << " " << why.changed_event;
  }
  EXPECT_GT(suggested, kRounds / 2);
  EXPECT_LT(needed, suggested / 50) << "needed " << needed;
}

}  // namespace
}  // namespace switchboard
