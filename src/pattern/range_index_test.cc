// SPDX-License-Identifier: Apache-2.0
#include "pattern/range_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace sb::pattern {
namespace {

bool lies_in(const NumericRange& range, double number) {
  const bool above =
      !range.lower || number > range.lower->value || (number == range.lower->value && range.lower->inclusive);
  const bool below =
      !range.upper || number < range.upper->value || (number == range.upper->value && range.upper->inclusive);
  return above && below;
}

TEST(RangeIndex, AgreesWithTryingEachRange) {
  std::mt19937 random(11);
  const auto number = [&] { return static_cast<double>(static_cast<int>(random() % 21)) - 10; };
  for (int round = 0; round < 500; ++round) {
    std::vector<RangeIndex::Entry> entries(random() % 30);
    for (uint32_t i = 0; i < entries.size(); ++i) {
      double low = number();
      double high = number();
      if (low > high) std::swap(low, high);
      if (low == high) ++high;
      const auto ends = random() % 3;
      if (ends != 1) entries[i].range.lower = Bound{low, random() % 2 == 0};
      if (ends != 2) entries[i].range.upper = Bound{high, random() % 2 == 0};
      entries[i].value = i;
    }
    const RangeIndex index(entries);
    for (double asked = -11.5; asked < 12; asked += 0.5) {
      std::vector<uint32_t> found;
      index.find(asked, [&](uint32_t value) { found.push_back(value); });
      std::sort(found.begin(), found.end());
      std::vector<uint32_t> expected;
      for (const auto& entry : entries) {
        if (lies_in(entry.range, asked)) expected.push_back(entry.value);
      }
      ASSERT_EQ(found, expected) << asked;
    }
  }
}

TEST(RangeIndex, AnEmptyOneFindsNothing) {
  RangeIndex().find(1, [](uint32_t) { FAIL(); });
  EXPECT_TRUE(RangeIndex().empty());
}

}  // namespace
}  // namespace sb::pattern
