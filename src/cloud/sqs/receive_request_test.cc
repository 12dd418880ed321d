// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/receive_request.h"

#include <gtest/gtest.h>

#include "cloud/sqs/receive_attempts.h"

namespace sb::cloud::sqs {
namespace {

std::string refusal(const json::Object& input, bool fifo = false) {
  const auto fault = check_receive(input, fifo);
  return fault ? fault->message : "";
}

TEST(CheckReceive, HoldsRanges) {
  EXPECT_EQ(refusal({{"MaxNumberOfMessages", 10}, {"WaitTimeSeconds", "20"}, {"VisibilityTimeout", 0}}), "");
  EXPECT_EQ(
      refusal({{"MaxNumberOfMessages", 0}}),
      "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.");
  EXPECT_EQ(
      refusal({{"WaitTimeSeconds", -1}}),
      "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.");
  EXPECT_EQ(
      refusal({{"VisibilityTimeout", 43201}}),
      "Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer "
      "between 0 and 43200.");
  EXPECT_EQ(refusal({{"MaxNumberOfMessages", "many"}}), "STRING_VALUE can not be converted to an Integer");
}

TEST(CheckReceive, TakesAnAttemptIdOnFifoQueuesOnly) {
  EXPECT_EQ(refusal({{"ReceiveRequestAttemptId", "a-1"}}, true), "");
  EXPECT_EQ(
      refusal({{"ReceiveRequestAttemptId", "a b"}}, true),
      "Value a b for parameter ReceiveRequestAttemptId is invalid. Reason: ReceiveRequestAttemptId can only "
      "include alphanumeric and punctuation characters. 1 to 128 in length.");
  EXPECT_EQ(
      refusal({{"ReceiveRequestAttemptId", "a"}}),
      "Value a for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that "
      "is not valid for this queue type.");
}

TEST(CheckFifoId, TakesLettersDigitsAndPunctuation) {
  const auto good = [](const std::string& id) {
    return !check_fifo_id({{"MessageGroupId", id}}, "MessageGroupId");
  };
  EXPECT_TRUE(good("aZ09!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"));
  EXPECT_TRUE(good(std::string(128, 'a')));
  EXPECT_FALSE(good(std::string(129, 'a')));
  EXPECT_FALSE(good(""));
  EXPECT_FALSE(good("group 123"));
  EXPECT_FALSE(good("é"));
  EXPECT_FALSE(check_fifo_id({}, "MessageGroupId"));
}

TEST(ReceiveAttempts, AreRememberedForFiveMinutes) {
  const base::Time start{base::Milliseconds(1000000)};
  ReceiveAttempts attempts;
  attempts.remember("a", {{1, 1, start}}, start);
  ASSERT_NE(attempts.find("a", start + base::Seconds(299)), nullptr);
  attempts.remember("a", {{2, 1, start}}, start + base::Seconds(299));
  const auto* given = attempts.find("a", start + base::Seconds(301));
  ASSERT_NE(given, nullptr);
  EXPECT_EQ(given->front().sequence, 2u);
  EXPECT_EQ(attempts.find("a", start + base::Seconds(599)), nullptr);
}

}  // namespace
}  // namespace sb::cloud::sqs
