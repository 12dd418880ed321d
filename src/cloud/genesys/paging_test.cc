// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/paging.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

json::Object page(const std::string& query, size_t count) {
  const OAuthClient client;
  const Ask ask{client, "/things", {}, base::parse_form(query), {}};
  const auto read = read_page(ask.query, 100, 1000);
  return make_page(ask, std::get<Page>(read), count, [](size_t i) { return json::Object{{"n", i}}; });
}

std::string first_and_last(const json::Object& body) {
  const json::Array& entities = body.at("entities").get_array();
  return entities.empty() ? "" : json::to_text(entities.front()) + json::to_text(entities.back());
}

TEST(Page, HasTwentyFiveThingsUnlessAskedOtherwise) {
  const auto body = page("", 60);
  EXPECT_EQ(body.at("entities").get_array().size(), 25u);
  EXPECT_EQ(first_and_last(body), R"({"n":0}{"n":24})");
  EXPECT_EQ(body.at("pageCount"), 3);
  EXPECT_EQ(body.at("total"), 60);
  EXPECT_EQ(body.at("firstUri"), "/things?pageSize=25&pageNumber=1");
  EXPECT_EQ(body.at("lastUri"), "/things?pageSize=25&pageNumber=3");
  EXPECT_EQ(body.at("nextUri"), "/things?pageSize=25&pageNumber=2");
  EXPECT_FALSE(body.contains("previousUri"));
}

TEST(Page, TheLastOneHoldsTheRestAndHasNoNext) {
  const auto body = page("pageSize=25&pageNumber=3", 60);
  EXPECT_EQ(first_and_last(body), R"({"n":50}{"n":59})");
  EXPECT_EQ(body.at("previousUri"), "/things?pageSize=25&pageNumber=2");
  EXPECT_FALSE(body.contains("nextUri"));
}

TEST(Page, BeyondTheLastOneThereIsNothingAndTheWayBack) {
  const auto body = page("pageNumber=9", 60);
  EXPECT_TRUE(body.at("entities").get_array().empty());
  EXPECT_EQ(body.at("previousUri"), "/things?pageSize=25&pageNumber=3");
  EXPECT_FALSE(body.contains("nextUri"));
}

TEST(Page, OfNothingSaysSo) {
  const auto body = page("", 0);
  EXPECT_EQ(body.at("pageCount"), 0);
  EXPECT_EQ(body.at("lastUri"), "/things?pageSize=25&pageNumber=1");
}

TEST(Page, NoUriLeadsWhereTheNumberMayNotGo) {
  const OAuthClient client;
  const Ask ask{client, "/things", {}, {}, {}};
  const auto at = [&](int64_t number) {
    return make_page(ask, Page{2, number, 5}, 30, [](size_t) { return json::Object{}; });
  };
  EXPECT_EQ(at(4).at("nextUri"), "/things?pageSize=2&pageNumber=5");
  EXPECT_FALSE(at(5).contains("nextUri"));
  EXPECT_EQ(at(5).at("lastUri"), "/things?pageSize=2&pageNumber=5");
  EXPECT_EQ(at(5).at("pageCount"), 15);
}

TEST(Page, ItsUrisKeepTheOtherParameters) {
  EXPECT_EQ(page("name=a%20b*&pageSize=1&id=x&id=y", 3).at("nextUri"),
            "/things?pageSize=1&pageNumber=2&name=a%20b%2A&id=x&id=y");
}

TEST(Page, RefusesWhatIsNoNumberOrOutOfBounds) {
  for (const char* query :
       {"pageSize=0", "pageSize=101", "pageSize=x", "pageSize=", "pageNumber=0", "pageNumber=1001"}) {
    const auto read = read_page(base::parse_form(query), 100, 1000);
    ASSERT_TRUE(std::holds_alternative<ErrorBody>(read)) << query;
    EXPECT_EQ(std::get<ErrorBody>(read).code, "invalid.value");
  }
}

TEST(SortOrder, IsAscendingUnlessDescending) {
  EXPECT_TRUE(std::get<bool>(read_ascending({})));
  EXPECT_TRUE(std::get<bool>(read_ascending({{"sortOrder", "ASC"}})));
  EXPECT_FALSE(std::get<bool>(read_ascending({{"sortOrder", "desc"}})));
  EXPECT_TRUE(std::holds_alternative<ErrorBody>(read_ascending({{"sortOrder", "up"}})));
}

}  // namespace
}  // namespace sb::cloud::genesys
