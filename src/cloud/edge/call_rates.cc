// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/call_rates.h"

#include <algorithm>
#include <iterator>

#include "cloud/service/service.h"

namespace sb::cloud::edge {
namespace {

constexpr uint64_t kUnlimited = 0;
constexpr uint64_t kEventBridge = 50;

struct Rate {
  std::string_view name;
  uint64_t per_second;
};

constexpr Rate kSnsOperations[] = {{"Subscribe", 100},
                                   {"Unsubscribe", 100},
                                   {"ListTopics", 30},
                                   {"ListSubscriptions", 30},
                                   {"ListSubscriptionsByTopic", 30},
                                   {"ListTagsForResource", 10},
                                   {"TagResource", 10},
                                   {"UntagResource", 10},
                                   {"AddPermission", 10},
                                   {"RemovePermission", 10},
                                   {"Publish", kUnlimited},
                                   {"PublishBatch", kUnlimited}};

// Of every other operation of SNS.
constexpr Rate kSnsRegions[] = {{"us-east-1", 3000},     {"us-west-2", 900},      {"eu-west-1", 900},
                                {"us-east-2", 150},      {"us-west-1", 150},      {"ap-south-1", 150},
                                {"ap-northeast-1", 150}, {"ap-northeast-2", 150}, {"ap-southeast-1", 150},
                                {"ap-southeast-2", 150}, {"eu-central-1", 150}};
constexpr uint64_t kSnsElsewhere = 30;

template <size_t N>
uint64_t rate_of(const Rate (&rates)[N], std::string_view name, uint64_t otherwise) {
  const Rate* at =
      std::find_if(std::begin(rates), std::end(rates), [&](const Rate& rate) { return rate.name == name; });
  return at == std::end(rates) ? otherwise : at->per_second;
}

uint64_t limit_of(std::string_view service, std::string_view operation, const std::string& region) {
  if (service == "events")
    return operation == "PutEvents" || operation == "PutPartnerEvents" ? kUnlimited : kEventBridge;
  if (service != "sns") return kUnlimited;
  return rate_of(kSnsOperations, operation, rate_of(kSnsRegions, region, kSnsElsewhere));
}

}  // namespace

bool CallRates::admit(std::string_view service, std::string_view operation, const aws::Realm& realm,
                      base::Time now) {
  const uint64_t limit = limit_of(service, operation, realm.region);
  if (limit == kUnlimited) return true;
  const int64_t second = now.time_since_epoch().count() / 1000;
  if (second != second_) calls_.clear();
  second_ = second;
  const std::string_view together = service == "events" ? "" : operation;
  return ++calls_[service::make_key({service, together, realm.account, realm.region})] <= limit;
}

}  // namespace sb::cloud::edge
