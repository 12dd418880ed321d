// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/details.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

json::Object entries(json::Array list) { return {{"Entries", std::move(list)}}; }

TEST(CompactDetail, IsTheObjectWithoutBlanksBetweenItsTokens) {
  EXPECT_EQ(compact_detail(" { \"a b\" : [ 1.50 , \" \" ] }\n"), R"({"a b":[1.50," "]})");
  EXPECT_EQ(compact_detail("{}"), "{}");
}

TEST(CompactDetail, ThereIsNoneOfWhatIsNotOneObject) {
  for (const char* text : {"", "[]", "1", "{", "{} {}", R"({"a":1},"b":2)", "{\"a\":\"\xFF\"}"})
    EXPECT_EQ(compact_detail(text), std::nullopt) << text;
}

TEST(Details, StandInThePlacesOfTheirEntries) {
  const auto details = read_details(entries({json::Object{{"Detail", "{ }"}}, json::Object{{"Detail", "{"}},
                                             json::Object{{"Detail", R"({"a": 1})"}}}),
                                    10);
  ASSERT_EQ(details->of_entries.size(), 3u);
  EXPECT_EQ(details->of_entries[0], "{}");
  EXPECT_EQ(details->of_entries[1], std::nullopt);
  EXPECT_EQ(details->of_entries[2], R"({"a":1})");
}

TEST(Details, OfAnInputThatNobodyHasCheckedAreReadAllTheSame) {
  EXPECT_TRUE(read_details({}, 10)->of_entries.empty());
  EXPECT_TRUE(read_details({{"Entries", "many"}}, 10)->of_entries.empty());
  const auto details = read_details(
      entries({nullptr, json::Object{}, json::Object{{"Detail", 1}}, json::Object{{"Detail", "{}"}}}), 10);
  ASSERT_EQ(details->of_entries.size(), 4u);
  EXPECT_EQ(details->of_entries[2], std::nullopt);
  EXPECT_EQ(details->of_entries[3], "{}");
}

TEST(Details, AreReadOfNoMoreEntriesThanARequestMayHave) {
  const json::Array many(50, json::Object{{"Detail", "{}"}});
  EXPECT_EQ(read_details(entries(many), 10)->of_entries.size(), 10u);
}

}  // namespace
}  // namespace sb::cloud::eventbridge
