// SPDX-License-Identifier: Apache-2.0
#include "cli/tail_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/document.h"

namespace sb::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TailedRoute route(const std::string& name, const std::vector<std::string>& patterns) {
  TailedRoute out{name, {}};
  for (const std::string& text : patterns) out.patterns.push_back(switchboard::Pattern::parse(text).value());
  return out;
}

std::string reason(const std::string& pattern, const std::string& event) {
  return closest_reason(switchboard::explain(switchboard::Pattern::parse(pattern).value(), event).value());
}

TEST(ClosestReason, NamesThePathWhatIsWantedAndWhatIsThere) {
  EXPECT_EQ(reason(R"({"detail":{"q":["1","2"]}})", R"({"detail":{"q":"9"}})")
                .find(R"(detail.q wants "1" or "2", and is "9")"),
            0U);
  EXPECT_THAT(reason(R"({"detail":{"q":["1"]}})", R"({"detail":{}})"), HasSubstr("and is not there"));
  EXPECT_THAT(reason(R"({"detail":{"q":["a","b","c","d","e"]}})", R"({"detail":{"q":"9"}})"),
              HasSubstr("or 2 more"));
}

TEST(ClosestReason, PutsTheKindOfEventBeforeWhatIsInIt) {
  EXPECT_THAT(reason(R"({"detail":{"q":["1"]},"detail-type":["t"]})", R"({"detail-type":"u","detail":{}})"),
              testing::StartsWith("detail-type wants"));
}

TEST(ClosestReason, ShowsASlip) {
  EXPECT_THAT(reason(R"({"detail":{"m":["voice"]}})", R"({"detail":{"m":"VOICE"}})"),
              HasSubstr("upper and lower case"));
}

TEST(ExplainRoutes, TakesARouteForTakenWhenOneOfItsRulesMatches) {
  const std::vector<TailedRoute> routes{route("two", {R"({"q":["1"]})", R"({"q":["2"]})"}),
                                        route("other", {R"({"q":["3"]})"})};
  const RoutesOfEvent found = explain_routes(routes, R"({"q":"2"})");
  EXPECT_THAT(found.took, ElementsAre("two"));
  ASSERT_EQ(found.others.size(), 1U);
  EXPECT_EQ(found.others[0].first, "other");
}

TEST(TailView, KeepsTheEventAsItCameAndOnOneLine) {
  const Console console(OutputFormat::kJson, false);
  EXPECT_EQ(TailView(console, false, {}).show("{\"n\":1.50,\n\"m\":2}"), "{\"n\":1.50, \"m\":2}\n");
}

TEST(TailView, WrapsEvenWhatIsNoEventInGoodJson) {
  const Console console(OutputFormat::kJson, false);
  const TailView view(console, true, {route("r", {R"({"q":["1"]})"})});
  for (const char* message : {R"({"q":"1"})", R"({"q":"2"})", "not json"})
    EXPECT_TRUE(json::parse_document(view.show(message)).ok()) << message;
}

TEST(TailView, CutsALongDetailBetweenCharacters) {
  const Console console(OutputFormat::kText, false);
  std::string long_text;
  for (int i = 0; i < 200; ++i) long_text += "ü";
  const std::string line =
      TailView(console, false, {}).show(R"({"detail-type":"t","detail":{"a":")" + long_text + "\"}}");
  EXPECT_LT(line.size(), 260U);
  EXPECT_THAT(line, HasSubstr("…"));
  EXPECT_EQ(line.find("\xc3…"), std::string::npos);
}

}  // namespace
}  // namespace sb::cli
