// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "base/clock.h"

namespace sb::cloud::edge {

// How many calls a second AWS takes of an account in a region (quotas pages of EventBridge and SNS): 50 over
// all of EventBridge's but those that carry events; so many of each of SNS's but Publish and PublishBatch,
// some of them by region. Others are not limited here.
class CallRates {
 public:
  // Counts a call of the current second; false when it is over the limit. No clock: times are given.
  bool admit(std::string_view service, std::string_view operation, const aws::Realm& realm, base::Time now);

 private:
  int64_t second_ = 0;
  std::map<std::string, uint64_t> calls_;  // of that second
};

}  // namespace sb::cloud::edge
