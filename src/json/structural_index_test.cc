// SPDX-License-Identifier: Apache-2.0
#include "json/structural_index.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace sb::json {
namespace {

// What build() finds, in a buffer that ends where the text does, so that sanitizers see a byte too far.
std::vector<uint32_t> places(StructuralIndex& index, std::string_view text, bool& good) {
  const auto exact = std::make_unique<char[]>(text.size());
  text.copy(exact.get(), text.size());
  good = index.build({exact.get(), text.size()});
  return good ? std::vector<uint32_t>(index.begin(), index.begin() + index.size()) : std::vector<uint32_t>{};
}

TEST(StructuralIndex, FindsWhereTokensBegin) {
  StructuralIndex index;
  bool good = false;
  EXPECT_EQ(places(index, R"({"a" : [1,true], "b\"{":"x"})", good),
            (std::vector<uint32_t>{0, 1, 5, 7, 8, 9, 10, 14, 15, 17, 23, 24, 27}));
  EXPECT_TRUE(good);
  EXPECT_EQ(index.begin()[index.size()], 28u);
}

TEST(StructuralIndex, TextThatFollowsAStringIsATokenOfItsOwn) {
  StructuralIndex index;
  bool good = false;
  EXPECT_EQ(places(index, R"({"a"x:1})", good), (std::vector<uint32_t>{0, 1, 4, 5, 6, 7}));
}

TEST(StructuralIndex, RefusesWhatNoGrammarCouldSave) {
  StructuralIndex index;
  bool good = true;
  for (const std::string& text :
       {std::string(), std::string("  "), std::string("{\"a"), std::string("{\"a\":\"\x01\"}"),
        std::string("{\"\xFF\":1}"), std::string("{\"\xED\xA0\x80\":1}"), std::string("{\"a\\\"")}) {
    places(index, text, good);
    EXPECT_FALSE(good) << text;
  }
}

TEST(StructuralIndex, GrowsWithTheTextAndIsUsedAgain) {
  StructuralIndex index;
  bool good = false;
  std::string text = "[";
  for (int i = 0; i < 50000; ++i) text += "1,";
  text += "1]";
  EXPECT_EQ(places(index, text, good).size(), 100003u);
  EXPECT_EQ(places(index, "{}", good).size(), 2u);
}

}  // namespace
}  // namespace sb::json
