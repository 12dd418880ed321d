// SPDX-License-Identifier: Apache-2.0
#include "pattern/affix_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace sb::pattern {
namespace {

using Numbers = std::vector<uint32_t>;

Numbers ask(const AffixIndex& index, std::string_view text) {
  Numbers found;
  index.find(text, [&](uint32_t value) { found.push_back(value); });
  std::sort(found.begin(), found.end());
  return found;
}

TEST(AffixIndex, FindsEveryPrefixHoweverTheyNest) {
  const AffixIndex index(AffixIndex::Side::kFront,
                         {{"ab", 1}, {"a", 2}, {"abc", 3}, {"b", 4}, {"abd", 5}, {"", 6}, {"ab", 7}});
  EXPECT_EQ(ask(index, "abcx"), (Numbers{1, 2, 3, 6, 7}));
  EXPECT_EQ(ask(index, "abz"), (Numbers{1, 2, 6, 7}));
  EXPECT_EQ(ask(index, ""), (Numbers{6}));
  EXPECT_EQ(ask(index, "\xFF"), (Numbers{6}));
}

TEST(AffixIndex, AnEmptyOneFindsNothing) {
  EXPECT_EQ(ask(AffixIndex(), "a"), Numbers{});
  EXPECT_EQ(ask(AffixIndex(AffixIndex::Side::kBack, {}), "a"), Numbers{});
}

TEST(AffixIndex, AgreesWithTryingEachOneOnEitherSide) {
  std::mt19937 random(7);
  const auto word = [&](size_t longest) {
    std::string text;
    for (size_t n = random() % (longest + 1); n > 0; --n) text.push_back("ab\xC3\xA9"[random() % 4]);
    return text;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> words(random() % 20);
    for (std::string& one : words) one = word(4);
    for (const auto side : {AffixIndex::Side::kFront, AffixIndex::Side::kBack}) {
      std::vector<AffixIndex::Entry> entries;
      for (uint32_t i = 0; i < words.size(); ++i) entries.push_back({words[i], i});
      const AffixIndex index(side, entries);
      for (int i = 0; i < 20; ++i) {
        const std::string text = word(8);
        Numbers expected;
        for (uint32_t w = 0; w < words.size(); ++w) {
          const bool fits =
              side == AffixIndex::Side::kFront ? text.starts_with(words[w]) : text.ends_with(words[w]);
          if (fits) expected.push_back(w);
        }
        ASSERT_EQ(ask(index, text), expected) << text;
      }
    }
  }
}

}  // namespace
}  // namespace sb::pattern
