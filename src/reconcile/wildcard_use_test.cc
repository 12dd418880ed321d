// SPDX-License-Identifier: Apache-2.0
#include "reconcile/wildcard_use.h"

#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

TEST(Wildcard, IsFoundAsAnOperatorAndNotAsAValue) {
  EXPECT_TRUE(has_wildcard(R"({"a":[{"wildcard":"x*"}]})"));
  EXPECT_TRUE(has_wildcard(R"({"$or":[{"a":[{"anything-but":{"wildcard":"x*"}}]}]})"));
  EXPECT_FALSE(has_wildcard(R"({"a":["wildcard"]})"));
  EXPECT_FALSE(has_wildcard(""));
}

}  // namespace
}  // namespace sb::reconcile
