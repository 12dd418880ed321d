// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sender.h"

#include <gtest/gtest.h>

#include <regex>

namespace sb::cloud::sqs {
namespace {

std::string sender_of(const std::string& arn) {
  service::Call call;
  call.realm = {"123456789012", "us-east-1"};
  call.caller_arn = arn;
  return sender_id(call);
}

bool looks_like(const std::string& text, const char* pattern) {
  return std::regex_match(text, std::regex(pattern));
}

TEST(SenderId, HasTheShapeOfIamsIds) {
  EXPECT_EQ(sender_of("arn:aws:iam::123456789012:root"), "123456789012");
  EXPECT_TRUE(looks_like(sender_of("arn:aws:iam::123456789012:user/ann"), "AIDA[A-Z2-7]{17}"));
  EXPECT_TRUE(
      looks_like(sender_of("arn:aws:sts::123456789012:assumed-role/worker/run-1"), "AROA[A-Z2-7]{17}:run-1"));
  EXPECT_TRUE(looks_like(service_sender_id("sns.amazonaws.com"), "AIDA[A-Z2-7]{17}"));
}

TEST(SenderId, IsTheSameForTheSameCallerAndOnlyForIt) {
  const std::string ann = sender_of("arn:aws:iam::123456789012:user/ann");
  EXPECT_EQ(sender_of("arn:aws:iam::123456789012:user/ann"), ann);
  EXPECT_NE(sender_of("arn:aws:iam::123456789012:user/bob"), ann);
  const std::string one = sender_of("arn:aws:sts::123456789012:assumed-role/worker/run-1");
  const std::string two = sender_of("arn:aws:sts::123456789012:assumed-role/worker/run-2");
  EXPECT_EQ(one.substr(0, 21), two.substr(0, 21));
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace sb::cloud::sqs
