// SPDX-License-Identifier: Apache-2.0
#include "reconcile/filter_policy_size.h"

#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

TEST(FilterPolicySize, IsKeysAtTheTopAndTheProductOfValuesTimesDepth) {
  const auto size = [](const char* policy) {
    const FilterPolicySize found = measure_filter_policy(policy);
    return std::pair(found.keys, found.combinations);
  };
  EXPECT_EQ(size(R"({"a":["x","y"],"b":[1,2,3]})"), std::pair(size_t{2}, size_t{6}));
  EXPECT_EQ(size(R"({"a":{"b":{"c":["x","y"]}}})"), std::pair(size_t{1}, size_t{6}));
  EXPECT_EQ(size(R"({"$or":[{"a":["x"]},{"b":["y","z"]}]})"), std::pair(size_t{1}, size_t{3}));
  EXPECT_EQ(size("no JSON"), std::pair(size_t{0}, size_t{0}));
}

TEST(Wildcard, IsFoundAsAnOperatorAndNotAsAValue) {
  EXPECT_TRUE(has_wildcard(R"({"a":[{"wildcard":"x*"}]})"));
  EXPECT_TRUE(has_wildcard(R"({"$or":[{"a":[{"anything-but":{"wildcard":"x*"}}]}]})"));
  EXPECT_FALSE(has_wildcard(R"({"a":["wildcard"]})"));
  EXPECT_FALSE(has_wildcard(""));
}

}  // namespace
}  // namespace sb::reconcile
