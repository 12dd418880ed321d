// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/call_rates.h"

#include <gtest/gtest.h>

namespace sb::cloud::edge {
namespace {

const aws::Realm kRealm{"000000000000", "us-east-1"};

base::Time at(int64_t milliseconds) { return base::Time(base::Milliseconds(milliseconds)); }

// How many of `calls` in one second are taken.
int taken(CallRates& rates, const char* service, const char* operation, const aws::Realm& realm, int calls) {
  int out = 0;
  for (int i = 0; i < calls; ++i) out += rates.admit(service, operation, realm, at(5000)) ? 1 : 0;
  return out;
}

TEST(CallRates, EventBridgesCallsAreCountedTogether) {
  CallRates rates;
  EXPECT_EQ(taken(rates, "events", "PutRule", kRealm, 30), 30);
  EXPECT_EQ(taken(rates, "events", "ListRules", kRealm, 30), 20);
  EXPECT_EQ(taken(rates, "events", "PutEvents", kRealm, 1000), 1000);
  EXPECT_EQ(taken(rates, "events", "ListRules", {"111122223333", "us-east-1"}, 60), 50);
  EXPECT_EQ(taken(rates, "events", "ListRules", {"000000000000", "eu-west-1"}, 60), 50);
  EXPECT_TRUE(rates.admit("events", "ListRules", kRealm, at(6000)));
}

TEST(CallRates, SnsCountsEachOperationSomeByRegion) {
  CallRates rates;
  EXPECT_EQ(taken(rates, "sns", "ListTopics", kRealm, 40), 30);
  EXPECT_EQ(taken(rates, "sns", "ListSubscriptions", kRealm, 40), 30);
  EXPECT_EQ(taken(rates, "sns", "TagResource", kRealm, 40), 10);
  EXPECT_EQ(taken(rates, "sns", "Subscribe", kRealm, 200), 100);
  EXPECT_EQ(taken(rates, "sns", "CreateTopic", kRealm, 4000), 3000);
  EXPECT_EQ(taken(rates, "sns", "CreateTopic", {"000000000000", "sa-east-1"}, 40), 30);
  EXPECT_EQ(taken(rates, "sns", "Publish", kRealm, 4000), 4000);
}

TEST(CallRates, OtherServicesAreNotCounted) {
  CallRates rates;
  EXPECT_EQ(taken(rates, "sqs", "CreateQueue", kRealm, 500), 500);
}

}  // namespace
}  // namespace sb::cloud::edge
