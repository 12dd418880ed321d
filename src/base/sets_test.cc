// SPDX-License-Identifier: Apache-2.0
#include "base/sets.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(Share, OneItemInBothIsEnough) {
  const std::set<int> low{1, 2, 3};
  EXPECT_TRUE(share(low, {3, 4}));
  EXPECT_TRUE(share({3, 4}, low));
  EXPECT_FALSE(share(low, {4, 5}));
  EXPECT_FALSE(share(low, {}));
  EXPECT_FALSE(share<int>({}, {}));
}

}  // namespace
}  // namespace sb::base
