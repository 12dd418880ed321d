// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/delivery_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sb::cloud::sns {
namespace {

std::string healthy(const char* members) {
  return fmt::format(R"({{"healthyRetryPolicy":{{{}}}}})", members);
}

std::string reason(const std::string& text) {
  const auto policy = parse_subscription_delivery_policy(text);
  return policy.ok() ? "(accepted)" : policy.error().message;
}

constexpr char kGood[] = R"("minDelayTarget":1,"maxDelayTarget":20,"numRetries":10)";

TEST(DeliveryPolicy, IsReadWhole) {
  const auto policy = parse_subscription_delivery_policy(
      R"({"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":20,"numRetries":10,"numNoDelayRetries":1,
          "numMinDelayRetries":2,"numMaxDelayRetries":3,"backoffFunction":"geometric"},
          "throttlePolicy":{"maxReceivesPerSecond":10},"sicklyRetryPolicy":null,"requestPolicy":{"headerContentType":"text/csv; header=present"}})");
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy->retry->min_delay, base::Seconds(1));
  EXPECT_EQ(policy->retry->max_delay, base::Seconds(20));
  EXPECT_EQ(policy->retry->retries_max, 10);
  EXPECT_EQ(policy->retry->no_delay_retries, 1);
  EXPECT_EQ(policy->retry->min_delay_retries, 2);
  EXPECT_EQ(policy->retry->max_delay_retries, 3);
  EXPECT_EQ(policy->retry->backoff, delivery::RetrySchedule::Backoff::kGeometric);
  EXPECT_EQ(policy->content_type, "text/csv; header=present");
  EXPECT_EQ(policy->receives_per_second_max, 10);
}

TEST(DeliveryPolicy, OfATopicIsKeptWithoutWhatIsNotSet) {
  EXPECT_EQ(
      kept_topic_text(R"({"http": {"defaultRequestPolicy": {"headerContentType": "application/json"}}})"),
      R"({"http":{"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"application/json"}}})");
  EXPECT_EQ(
      kept_topic_text(
          R"({"http":{"disableSubscriptionOverrides":true,"defaultThrottlePolicy":{"maxReceivesPerSecond":1},
              "defaultHealthyRetryPolicy":{"numRetries":1,"minDelayTarget":5,"maxDelayTarget":6,"backoffFunction":null}}})"),
      R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1},"disableSubscriptionOverrides":true,"defaultThrottlePolicy":{"maxReceivesPerSecond":1}}})");
  EXPECT_EQ(kept_topic_text(R"({"http":{"defaultHealthyRetryPolicy":null}})"),
            R"({"http":{"disableSubscriptionOverrides":false}})");
  EXPECT_EQ(kept_topic_text(""), "");
  EXPECT_EQ(kept_topic_text("nonsense"), "nonsense");
}

TEST(DeliveryPolicy, OfASubscriptionIsKeptWithAllMembers) {
  const std::string kept = kept_subscription_text(R"({"requestPolicy":{"headerContentType":"text/csv"}})");
  EXPECT_EQ(
      kept,
      R"({"healthyRetryPolicy":null,"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":{"headerContentType":"text/csv"},"guaranteed":false})");
  EXPECT_EQ(kept_subscription_text(kept), kept);
  EXPECT_EQ(kept_subscription_text("{x"), "{x");
}

TEST(DeliveryPolicy, RefusesInTheWordsOfSns) {
  EXPECT_EQ(reason(healthy(kGood)), "(accepted)");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":1,"maxDelayTarget":20)")),
            "DeliveryPolicy: healthyRetryPolicy.numRetries must be specified");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":0,"maxDelayTarget":0,"numRetries":0)")),
            "DeliveryPolicy: healthyRetryPolicy.minDelayTarget must be greater than or equal to 1");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":5,"maxDelayTarget":3,"numRetries":3)")),
            "DeliveryPolicy: healthyRetryPolicy.maxDelayTarget must be greater than or equal to "
            "minDelayTarget");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":5,"maxDelayTarget":5,"numRetries":101)")),
            "DeliveryPolicy: healthyRetryPolicy.numRetries must be less than or equal to 100");
  EXPECT_EQ(reason(R"({"surprise":1})"), "DeliveryPolicy: Unexpected JSON member: surprise");
  EXPECT_TRUE(reason("{x").starts_with("DeliveryPolicy: failed to parse JSON. Unexpected character ('x'"));
}

TEST(DeliveryPolicy, RefusesWhatCannotBeMeant) {
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":37,"maxDelayTarget":37,"numRetries":98)")),
            "DeliveryPolicy: healthyRetryPolicy: the retries together must take no longer than 3600 seconds");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":36,"maxDelayTarget":36,"numRetries":100)")), "(accepted)");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":1,"maxDelayTarget":1,"numRetries":1,"numNoDelayRetries":2)")),
            "DeliveryPolicy: healthyRetryPolicy.numRetries must be greater than or equal to total of "
            "numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":1.5,"maxDelayTarget":2,"numRetries":1)")),
            "DeliveryPolicy: healthyRetryPolicy.minDelayTarget must be an integer");
  EXPECT_EQ(reason(healthy(R"("minDelayTarget":1,"maxDelayTarget":2,"numRetries":1,"backoffFunction":"x")")),
            "DeliveryPolicy: healthyRetryPolicy.backoffFunction must be one of [arithmetic, exponential, "
            "geometric, linear]");
  EXPECT_EQ(reason(R"({"throttlePolicy":{"maxReceivesPerSecond":0}})"),
            "DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be greater than or equal to 1");
  EXPECT_EQ(reason(R"({"throttlePolicy":{}})"),
            "DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be specified");
  EXPECT_EQ(reason(R"({"sicklyRetryPolicy":{}})"),
            "DeliveryPolicy: sicklyRetryPolicy is not served by this endpoint");
  EXPECT_EQ(reason("[]"), "DeliveryPolicy: the policy must be a JSON object");
}

TEST(DeliveryPolicy, TakesOnlyContentTypesThatCanStandInAHeader) {
  const auto type = [](const char* text) {
    return reason(fmt::format(R"({{"requestPolicy":{{"headerContentType":"{}"}}}})", text));
  };
  EXPECT_EQ(type("application/xml"), "(accepted)");
  EXPECT_EQ(type("application/x-protobuf"),
            "DeliveryPolicy: requestPolicy.headerContentType is not a supported content type: "
            "[application/x-protobuf]");
  EXPECT_TRUE(type(R"(text/plain;\r\nX-Evil: 1)")
                  .starts_with("DeliveryPolicy: requestPolicy.headerContentType is not a supported"));
}

TEST(DeliveryPolicy, OfATopicHoldsUntilTheSubscriptionSaysOtherwise) {
  const auto topic = parse_topic_delivery_policy(
      R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":2,"maxDelayTarget":4,"numRetries":5},
          "defaultRequestPolicy":{"headerContentType":"application/json"}}})");
  ASSERT_TRUE(topic.ok()) << topic.error().message;
  const auto own = parse_subscription_delivery_policy(healthy(kGood));
  EXPECT_EQ(effective(*topic).retry->retries_max, 5);
  EXPECT_EQ(effective(*topic, *own).retry->retries_max, 10);
  EXPECT_EQ(*effective(*topic, *own).content_type, "application/json");
  DeliveryPolicy strict = *topic;
  strict.disable_subscription_overrides = true;
  EXPECT_EQ(effective(strict, *own).retry->retries_max, 5);
}

TEST(DeliveryPolicy, DefaultsAreThoseThatAwsShows) {
  EXPECT_EQ(effective_topic_text(effective({})),
            R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,)"
            R"("numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":)"
            R"("linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":)"
            R"("text/plain; charset=UTF-8"}}})");
}

TEST(DeliveryPolicy, ShowsWhatHoldsForASubscription) {
  DeliveryPolicy topic;
  topic.receives_per_second_max = 5;
  EXPECT_NE(
      effective_topic_text(effective(topic)).find(R"("defaultThrottlePolicy":{"maxReceivesPerSecond":5})"),
      std::string::npos);
  const std::string text = effective_subscription_text(effective(topic, {}));
  EXPECT_TRUE(text.starts_with(R"({"healthyRetryPolicy":{"minDelayTarget":20,)")) << text;
  EXPECT_TRUE(text.ends_with(
      R"("sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":5},"requestPolicy":)"
      R"({"headerContentType":"text/plain; charset=UTF-8"},"guaranteed":false})"))
      << text;
}

TEST(DeliveryPolicy, OnlyRawMessagesGoOutAsOtherThanTextAndJson) {
  DeliveryPolicy csv;
  csv.content_type = "text/csv";
  EXPECT_EQ(content_type_of(effective({}, csv), true), "text/csv");
  EXPECT_EQ(content_type_of(effective({}, csv), false), "text/plain; charset=UTF-8");
  DeliveryPolicy json;
  json.content_type = "application/json";
  EXPECT_EQ(content_type_of(effective({}, json), false), "application/json");
}

}  // namespace
}  // namespace sb::cloud::sns
