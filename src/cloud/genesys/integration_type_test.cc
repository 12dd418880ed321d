// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integration_type.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";

json::Object good() {
  return {{kSuffix, "contact-center.1_A"},
          {kAccount, "012345678901"},
          {kRegion, "us-gov-west-1"},
          {kEventFilter, json::Array{kUserEnd}}};
}

// The fields found to be wrong when `field` has `value`.
std::vector<std::string> wrong(const char* field, json::Value value) {
  json::Object properties = good();
  properties[field] = std::move(value);
  std::vector<std::string> out;
  for (const ErrorBody& finding : check_properties(properties, built_in_topics()))
    out.push_back(finding.details.at(0).field_name);
  return out;
}

using Fields = std::vector<std::string>;

TEST(Properties, ThatFollowTheSchemaAreTaken) {
  EXPECT_TRUE(check_properties(good(), built_in_topics()).empty());
  EXPECT_TRUE(check_complete(good()).empty());
}

TEST(Properties, ASuffixHasUpTo64LettersDigitsDotsDashesAndUnderscores) {
  EXPECT_EQ(wrong(kSuffix, json::Value(std::string(64, 'a'))), Fields{});
  for (const json::Value& value : {json::Value(std::string(65, 'a')), json::Value(""), json::Value("a b"),
                                   json::Value("a/b"), json::Value("ä"), json::Value(7)})
    EXPECT_EQ(wrong(kSuffix, value), Fields{kSuffix}) << json::to_text(value);
}

TEST(Properties, AnAccountIsTwelveDigitsInAString) {
  for (const json::Value& value : {json::Value("11111111111"), json::Value("1111111111111"),
                                   json::Value("11111111111x"), json::Value(111111111111)})
    EXPECT_EQ(wrong(kAccount, value), Fields{kAccount}) << json::to_text(value);
}

TEST(Properties, ARegionIsAnAwsCode) {
  EXPECT_EQ(wrong(kRegion, "eusc-de-east-1"), Fields{});
  for (const json::Value& value :
       {json::Value("useast1"), json::Value("us-east"), json::Value("US-EAST-1"), json::Value(nullptr)})
    EXPECT_EQ(wrong(kRegion, value), Fields{kRegion}) << json::to_text(value);
}

TEST(Properties, TopicsMustBeOfferedToEventBridgeAndBeFewEnough) {
  EXPECT_EQ(wrong(kEventFilter, json::Array{}), Fields{});
  EXPECT_EQ(wrong(kEventFilter, json::Array{kUserEnd, kUserEnd}), Fields{});
  EXPECT_EQ(wrong(kEventFilter, kUserEnd), Fields{kEventFilter});
  EXPECT_EQ(wrong(kEventFilter, json::Array{1, "v2.nothing.{id}.here", "v2.users.{id}.conversations"}),
            (Fields{kEventFilter, kEventFilter, kEventFilter}));
  json::Array many(kTopicsPerIntegrationMax, kUserEnd);
  EXPECT_EQ(wrong(kEventFilter, many), Fields{});
  many.emplace_back(kUserEnd);
  EXPECT_EQ(wrong(kEventFilter, many), Fields{kEventFilter});
}

TEST(Properties, OthersAreNoneOfThisType) { EXPECT_EQ(wrong("topics", json::Array{}), Fields{"topics"}); }

TEST(Properties, EveryAbsentOneIsNamedToAnEnabledIntegration) {
  Fields missing;
  for (const ErrorBody& finding : check_complete({{kRegion, "us-east-1"}}))
    missing.push_back(finding.details.at(0).field_name);
  EXPECT_EQ(missing, (Fields{kSuffix, kAccount, kEventFilter}));
}

TEST(Schema, NamesTheLimitsThatTheCheckHolds) {
  const json::Object schema = *config_schema("properties", built_in_topics());
  const json::Object& filter = schema.at("properties").at(kEventFilter).get_object();
  EXPECT_EQ(filter.at("maxItems"), kTopicsPerIntegrationMax);
  for (const json::Value& name : filter.at("items").at("enum").get_array())
    EXPECT_EQ(wrong(kEventFilter, json::Array{name}), Fields{}) << json::to_text(name);
  EXPECT_EQ(schema.at("properties").at(kSuffix).at("maxLength"), kSuffixMax);
  EXPECT_EQ(schema.at("required").get_array().size(), 4u);
  EXPECT_TRUE(config_schema("advanced", {})->at("properties").get_object().empty());
  EXPECT_FALSE(config_schema("other", {}).has_value());
}

}  // namespace
}  // namespace sb::cloud::genesys
