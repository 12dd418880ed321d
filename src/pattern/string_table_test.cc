// SPDX-License-Identifier: Apache-2.0
#include "pattern/string_table.h"

#include <gtest/gtest.h>

#include <string>

namespace sb::pattern {
namespace {

TEST(StringTable, TellsStringsAndTagsApart) {
  StringTable table;
  EXPECT_EQ(table.find(0, ""), StringTable::kNone);
  EXPECT_EQ(table.insert(0, ""), 0u);
  EXPECT_EQ(table.insert(1, ""), 1u);
  EXPECT_EQ(table.insert(0, std::string_view("a\0b", 3)), 2u);
  EXPECT_EQ(table.insert(0, "a"), 3u);
  EXPECT_EQ(table.insert(0, ""), 0u);
  EXPECT_EQ(table.find(1, "a"), StringTable::kNone);
  EXPECT_EQ(table.bytes(2), std::string_view("a\0b", 3));
  EXPECT_EQ(table.tag(1), 1u);
}

TEST(StringTable, KeepsEveryStringOfEveryLengthAsItGrows) {
  StringTable table;
  const auto text = [](uint32_t i) { return std::string(i % 40, 'x') + std::to_string(i); };
  for (uint32_t i = 0; i < 5000; ++i) ASSERT_EQ(table.insert(i % 3, text(i)), i);
  for (uint32_t i = 0; i < 5000; ++i) {
    ASSERT_EQ(table.find(i % 3, text(i)), i);
    ASSERT_EQ(table.find((i + 1) % 3, text(i)), StringTable::kNone);
  }
  table.shrink_to_fit();
  EXPECT_EQ(table.find(1, text(1)), 1u);
  EXPECT_EQ(table.size(), 5000u);
}

}  // namespace
}  // namespace sb::pattern
