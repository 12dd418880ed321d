// SPDX-License-Identifier: Apache-2.0
#include "net/retry_budget.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

int retries_left(RetryBudget& budget) {
  int count = 0;
  while (budget.take(RetryBudget::kCost)) ++count;
  return count;
}

TEST(RetryBudget, IsUsedUpByAHundredRetriesThatLedToNothing) {
  RetryBudget budget;
  EXPECT_EQ(retries_left(budget), 100);
  EXPECT_FALSE(budget.take(RetryBudget::kCost));
}

TEST(RetryBudget, IsGivenBackByTheCallsThatSucceedInTheEnd) {
  RetryBudget budget;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(budget.take(RetryBudget::kCostUnanswered));
    budget.note_success(RetryBudget::kCostUnanswered);
  }
  EXPECT_EQ(retries_left(budget), 100);
}

TEST(RetryBudget, GrowsByALittleWithEveryCallThatNeededNoRetry) {
  RetryBudget budget;
  retries_left(budget);
  for (int i = 0; i < RetryBudget::kCost; ++i) budget.note_success(0);
  EXPECT_EQ(retries_left(budget), 1);
}

TEST(RetryBudget, NeverGrowsPastItsCapacity) {
  RetryBudget budget;
  for (int i = 0; i < 1000; ++i) budget.note_success(0);
  EXPECT_EQ(retries_left(budget), 100);
}

}  // namespace
}  // namespace sb::net
