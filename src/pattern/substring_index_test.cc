// SPDX-License-Identifier: Apache-2.0
#include "pattern/substring_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

namespace sb::pattern {
namespace {

TEST(SubstringIndex, AgreesWithLookingForEachAndSaysEachOnce) {
  std::mt19937 random(13);
  const auto word = [&](size_t longest) {
    std::string text(1, "ab"[random() % 2]);
    for (size_t n = random() % longest; n > 0; --n) text.push_back("ab\xFFz"[random() % 4]);
    return text;
  };
  for (int round = 0; round < 300; ++round) {
    std::set<std::string> distinct;
    for (size_t n = random() % 25; n > 0; --n) distinct.insert(word(5));
    std::vector<std::string_view> strings(distinct.begin(), distinct.end());
    std::shuffle(strings.begin(), strings.end(), random);
    const SubstringIndex index(strings);
    SubstringIndex::Seen seen;
    for (int i = 0; i < 20 && !index.empty(); ++i) {
      const std::string text = word(30);
      std::vector<uint32_t> found;
      index.find(text, seen, [&](uint32_t string) { found.push_back(string); });
      std::sort(found.begin(), found.end());
      std::vector<uint32_t> expected;
      for (uint32_t s = 0; s < strings.size(); ++s) {
        if (text.find(strings[s]) != std::string::npos) expected.push_back(s);
      }
      ASSERT_EQ(found, expected) << text;
    }
  }
}

TEST(SubstringIndex, ManyStringsAreFoundAsFewAre) {
  std::mt19937 random(17);
  const auto word = [&](size_t size) {
    std::string text;
    for (; size > 0; --size) text.push_back(static_cast<char>('a' + random() % 20));
    return text;
  };
  std::set<std::string> distinct;
  while (distinct.size() < 1000) distinct.insert(word(2 + random() % 8));
  const std::vector<std::string_view> strings(distinct.begin(), distinct.end());
  const SubstringIndex index(strings);
  SubstringIndex::Seen seen;
  for (int i = 0; i < 300; ++i) {
    const std::string text = word(20) + std::string(strings[random() % strings.size()]) + word(20);
    std::vector<uint32_t> found;
    index.find(text, seen, [&](uint32_t string) { found.push_back(string); });
    std::sort(found.begin(), found.end());
    std::vector<uint32_t> expected;
    for (uint32_t s = 0; s < strings.size(); ++s) {
      if (text.find(strings[s]) != std::string::npos) expected.push_back(s);
    }
    ASSERT_EQ(found, expected) << text;
  }
}

}  // namespace
}  // namespace sb::pattern
