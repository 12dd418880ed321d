// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/load.h"

namespace sb::spec {
namespace {

using testing::HasSubstr;

Loaded load_text(const std::string& text) {
  return load(text, "s.yaml",
              [](std::string_view) -> std::optional<std::string> { return std::string("value"); });
}

// A route whose `where` is this text, which begins in column 12 of line 5.
Loaded load_where(const std::string& where) {
  return load_text("stack: s\nroutes:\n  a:\n    events: conversationCreated\n    where: " + where +
                   "\n    to: [{ sns: t }]\n");
}

TEST(FlowBraces, APatternAsJsonPrintersWriteItIsReadAsWhatItIs) {
  for (const char* pattern :
       {R"({"detail":{"mediaType":["voice"]}})", R"({"detail": {"mediaType":["voice"]}})",
        R"({'detail':{'mediaType':['voice']}})", R"({"detail" :{"mediaType" :["voice"]}})",
        R"({detail: {"mediaType":["voice"]}})", "{\"detail\":\n      {\"mediaType\":\n      [\"voice\"]}}"}) {
    const Loaded loaded = load_where(pattern);
    ASSERT_TRUE(loaded.spec) << pattern << "\n" << loaded.diagnostics.to_text();
    EXPECT_EQ(loaded.spec->routes[0].where->to_json(), R"({"detail":{"mediaType":["voice"]}})") << pattern;
  }
}

TEST(FlowBraces, CompactJsonMayHoldMapsInListsEmptyMapsAndBracesInTexts) {
  const std::string pattern =
      R"({"detail":{"a":[{"prefix":"x"},{"anything-but":{"suffix":"}{"}}],"b":["it's {x}","\"{\""]}})";
  const Loaded loaded = load_where(pattern);
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->routes[0].where->to_json(), pattern);
}

TEST(FlowBraces, AWholeSpecMayBeJsonOnOneLine) {
  const Loaded loaded = load_text(
      R"({"stack":"s","routes":{"a":{"events":["conversationCreated"],"where":{"detail":{"x":["y"]}},"to":[{"sns":"t"}]}}})");
  ASSERT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  EXPECT_EQ(loaded.spec->routes[0].where->to_json(), R"({"detail":{"x":["y"]}})");
}

TEST(FlowBraces, QuotesThatAreDoubledAnchorsAndTagsEndNothing) {
  const Loaded loaded = load_where("{ detail: { a: ['it''s {x}', &b {prefix: !!str {}}] } }");
  EXPECT_THAT(loaded.diagnostics.to_text(), Not(HasSubstr("SB0103")));
}

struct Found {
  const char* where;
  const char* place;
  const char* advice;
};

TEST(FlowBraces, AreNoneInABlockOfTextHoweverItIsMarked) {
  for (const char* mark : {"|", ">", "|-", ">+", "|2", "|2-", "| # why", "|2 # why # and more"}) {
    const Loaded loaded =
        load_text("stack: s\nroutes:\n  a:\n    description: " + std::string(mark) +
                  "\n      [old {team}\n    events: conversationCreated\n    to: [{ sns: t }]\n");
    EXPECT_TRUE(loaded.spec) << mark << "\n" << loaded.diagnostics.to_text();
  }
}

TEST(FlowBraces, AreFoundWhereAPlainTextHoldsThemAndTheAdviceIsThatText) {
  for (const Found& found : {
           Found{R"({"detail":{"a":[x{y}]}})", "5:28", R"(write "x{y}")"},
           Found{R"({"detail":{"a":[z, ${X:-b c}]}})", "5:31", R"(write "${X:-b c}")"},
           Found{R"({detail: {a: [two words {y}]}})", "5:26", R"(write "two words {y}")"},
           Found{R"({detail: {a: [b"{y}]}})", "5:26", R"(write 'b"{y}')"},
           Found{R"({detail: {a: [{b{c}d}e]}})", "5:27", R"(write "b{c}d")"},
       }) {
    const std::string text = load_where(found.where).diagnostics.to_text();
    EXPECT_THAT(text, HasSubstr(std::string("s.yaml:") + found.place + ": error SB0103")) << found.where;
    EXPECT_THAT(text, HasSubstr(std::string(found.advice) + "\n")) << found.where;
  }
}

TEST(FlowBraces, KeepNothingElseOfTheFileFromBeingLookedAt) {
  const Loaded loaded = load_text(
      "stak: s\nroutes:\n  a:\n    events: [v2.users.{id}.presence, conversationCreatd]\n"
      "    bus: b\n    to: [{ arn: ${ARN:-a, b: c} }, { sqs: \"a b\", retry: { attempts: 999 } }]\n");
  std::vector<std::string> found;
  for (const base::Diagnostic& one : loaded.diagnostics.all()) found.push_back(one.code);
  EXPECT_THAT(found, testing::UnorderedElementsAre("SB0103", "SB0103", "SB0104", "SB0107", "SB0106", "SB0135",
                                                   "SB0132", "SB0132"))
      << loaded.diagnostics.to_text();
}

TEST(FlowBraces, AreTheOnlyFindingWhereTheTextIsGoodOnceItIsQuoted) {
  for (const char* route : {"    events: [v2.users.{id}.presence]\n    bus: b\n    to: [{ sns: t }]\n",
                            "    events: [conversationCreated]\n    to: [{ sqs: ${NAME} }]\n",
                            "    events: [conversationCreated]\n    where: { detail: { a{b}: [c{d}] } }\n"
                            "    to: [{ sns: t }]\n"}) {
    const Loaded loaded = load_text(std::string("stack: s\nroutes:\n  a:\n") + route);
    EXPECT_FALSE(loaded.spec);
    for (const base::Diagnostic& one : loaded.diagnostics.all()) EXPECT_EQ(one.code, "SB0103") << one.message;
    EXPECT_THAT(loaded.diagnostics.all(), Not(testing::IsEmpty())) << route;
  }
}

}  // namespace
}  // namespace sb::spec
