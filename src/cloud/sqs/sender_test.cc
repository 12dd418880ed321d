// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sender.h"

#include <gtest/gtest.h>

#include <regex>

namespace sb::cloud::sqs {
namespace {

TEST(SenderId, IsTheCallersUserIdAndTheAccountOfWhoHasNone) {
  service::Call call;
  call.realm = {"123456789012", "us-east-1"};
  call.caller_arn = "arn:aws:sts::123456789012:assumed-role/worker/run-1";
  EXPECT_EQ(sender_id(call), "123456789012");
  call.user_id = "AROAEXAMPLEEXAMPLE234:run-1";
  EXPECT_EQ(sender_id(call), "AROAEXAMPLEEXAMPLE234:run-1");
}

TEST(SenderId, AServiceSendsUnderAUserOfItsOwn) {
  const std::string sns = service_sender_id("sns.amazonaws.com");
  EXPECT_TRUE(std::regex_match(sns, std::regex("AIDA[A-Z2-7]{17}"))) << sns;
  EXPECT_EQ(service_sender_id("sns.amazonaws.com"), sns);
  EXPECT_NE(service_sender_id("events.amazonaws.com"), sns);
}

}  // namespace
}  // namespace sb::cloud::sqs
