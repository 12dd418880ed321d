// SPDX-License-Identifier: Apache-2.0
#include "awsclient/lanes.h"

#include <algorithm>
#include <map>

namespace sb::awsclient {
namespace {

// AWS's quotas, calls a second.
constexpr double kEventsQuota = 50;
constexpr double kSnsListQuota = 30;
constexpr double kSnsSubscribeQuota = 100;
constexpr double kSnsTagQuota = 10;
constexpr double kSqsRate = 100;
constexpr double kLambdaQuota = 15;
constexpr double kStsRate = 20;

double sns_quota(const std::string& region) {
  static const std::map<std::string, double> kQuotas = {
      {"us-east-1", 3000},     {"us-west-2", 900},      {"eu-west-1", 900},      {"us-east-2", 150},
      {"us-west-1", 150},      {"ap-south-1", 150},     {"ap-northeast-1", 150}, {"ap-northeast-2", 150},
      {"ap-southeast-1", 150}, {"ap-southeast-2", 150}, {"eu-central-1", 150}};
  const auto at = kQuotas.find(region);
  return at == kQuotas.end() ? 30 : at->second;
}

template <size_t kCount>
bool is_one_of(std::string_view call, const std::string_view (&calls)[kCount]) {
  return std::find(std::begin(calls), std::end(calls), call) != std::end(calls);
}

std::string sns_lane(std::string_view call) {
  static constexpr std::string_view kData[] = {"Publish", "PublishBatch"};
  static constexpr std::string_view kLists[] = {"ListTopics", "ListSubscriptions",
                                                "ListSubscriptionsByTopic"};
  static constexpr std::string_view kSubscribing[] = {"Subscribe", "Unsubscribe"};
  static constexpr std::string_view kTags[] = {"ListTagsForResource", "TagResource", "UntagResource",
                                               "AddPermission", "RemovePermission"};
  if (is_one_of(call, kData)) return "";
  if (is_one_of(call, kLists)) return "sns.list";
  if (is_one_of(call, kSubscribing)) return "sns.subscribe";
  return is_one_of(call, kTags) ? "sns.tag" : "sns";
}

std::string sqs_lane(std::string_view call) {
  static constexpr std::string_view kData[] = {"SendMessage",
                                               "SendMessageBatch",
                                               "ReceiveMessage",
                                               "DeleteMessage",
                                               "DeleteMessageBatch",
                                               "ChangeMessageVisibility",
                                               "ChangeMessageVisibilityBatch"};
  return is_one_of(call, kData) ? "" : "sqs";
}

}  // namespace

std::string lane_of(std::string_view service, std::string_view call) {
  if (service == "events") return call == "PutEvents" ? "" : "events";
  if (service == "sns") return sns_lane(call);
  if (service == "sqs") return sqs_lane(call);
  return service == "sts" || service == "lambda" ? std::string(service) : "";
}

void set_lanes(net::RateLimiter& limiter, const std::string& region, double events_per_second) {
  const double share = events_per_second / kEventsQuota;
  limiter.set_rate("events", events_per_second);
  limiter.set_rate("sns", sns_quota(region) * share);
  limiter.set_rate("sns.list", kSnsListQuota * share);
  limiter.set_rate("sns.subscribe", kSnsSubscribeQuota * share);
  limiter.set_rate("sns.tag", kSnsTagQuota * share);
  limiter.set_rate("sqs", kSqsRate * share);
  limiter.set_rate("lambda", kLambdaQuota * share);
  limiter.set_rate("sts", kStsRate * share);
}

}  // namespace sb::awsclient
