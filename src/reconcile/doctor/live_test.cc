// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/live.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/side_by_side.h"

namespace sb::reconcile::doctor {
namespace {

TEST(Memo, AsksOnceHoweverManyWantToKnow) {
  Memo<int> memo;
  std::atomic<int> asked{0};
  std::atomic<int> right{0};
  base::side_by_side(64, 8, [&](size_t i) {
    const auto& answer = memo.get(i % 2 == 0 ? "even" : "odd", [&]() -> base::Result<int> {
      ++asked;
      return static_cast<int>(i % 2);
    });
    if (answer.ok() && *answer == static_cast<int>(i % 2)) ++right;
  });
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(right, 64);
}

TEST(Memo, KeepsARefusalToo) {
  Memo<int> memo;
  int asked = 0;
  const auto refuse = [&]() -> base::Result<int> {
    ++asked;
    return base::Error{"AccessDenied", "no", ""};
  };
  EXPECT_EQ(memo.get("a", refuse).error().code, "AccessDenied");
  EXPECT_EQ(&memo.get("a", refuse), &memo.get("a", refuse));
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace sb::reconcile::doctor
