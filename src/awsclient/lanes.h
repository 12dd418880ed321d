// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/rate_limiter.h"

// How fast AWS's control planes may be called. Quotas are an account's and a region's, shared with every
// other tool in it, so calls stay at four fifths of them.
namespace sb::awsclient {

// Calls a second to EventBridge, where nothing else is asked for: AWS's quota is 50 over all control calls.
inline constexpr double kEventsPerSecond = 40;

// The lane of a call: "events", "sns", "sns.list", "sns.subscribe", "sns.tag", "sqs", "sts", "lambda"; "" for
// calls that carry events and messages, and for services without a published limit that matters here. A call
// of Lambda is its method and path.
std::string lane_of(std::string_view service, std::string_view call);

// Gives every lane its rate in `region`, for so many EventBridge calls a second; the others rise and fall
// with it. SNS: lists 30, Subscribe and Unsubscribe 100, tags and permissions 10 everywhere, the rest 30 to
// 3,000 by region. SQS publishes no figure for its control calls: 100. Lambda's policies 15, STS 20.
void set_lanes(net::RateLimiter& limiter, const std::string& region, double events_per_second);

}  // namespace sb::awsclient
