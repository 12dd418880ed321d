// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/paging.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

std::string refusal(const json::Object& input) {
  const auto read = read_page(input);
  const auto* fault = std::get_if<service::Fault>(&read);
  return fault == nullptr ? "" : fault->message;
}

TEST(Page, ATokenLeadsOnBehindTheQueueThatItWasMadeFor) {
  const Page first = std::get<Page>(read_page({{"MaxResults", 2}}));
  EXPECT_EQ(first.count_max, 2u);
  EXPECT_EQ(first.after, "");
  json::Object list;
  end_page(list, first, "q.fifo");
  EXPECT_EQ(std::get<Page>(read_page({{"NextToken", list.at("NextToken")}})).after, "q.fifo");
}

TEST(Page, ThatWasNotAskedForHasNoToken) {
  json::Object list;
  end_page(list, std::get<Page>(read_page({})), "q");
  EXPECT_TRUE(list.empty());
}

TEST(Page, WhatIsNoTokenIsRefused) {
  for (const char* token : {"garbage", "cQ==", "YWZ0ZXI6", "YWZ0ZXI6YSBi"}) {
    EXPECT_EQ(refusal({{"MaxResults", 1}, {"NextToken", token}}),
              std::string("Value ") + token +
                  " for parameter NextToken is invalid. Reason: It is no token of a list of queues.");
  }
  EXPECT_EQ(
      refusal({{"MaxResults", 1001}}),
      "Value 1001 for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.");
}

}  // namespace
}  // namespace sb::cloud::sqs
