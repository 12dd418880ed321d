// SPDX-License-Identifier: Apache-2.0
#include "pattern/path_table.h"

#include <gtest/gtest.h>

#include <string>

namespace sb::pattern {
namespace {

// The path that a list of keys leads to.
uint32_t walk(const PathTable& paths, std::initializer_list<std::string_view> keys) {
  uint32_t node = PathTable::kRoot;
  for (const std::string_view key : keys) {
    node = paths.descend(node, key);
    if (node == PathTable::kNone) return PathTable::kNone;
  }
  return paths.path_at(node);
}

TEST(PathTable, NumbersPathsAsTheyComeAndKnowsThemAgain) {
  PathTable paths;
  EXPECT_EQ(paths.add("a.b"), 0u);
  EXPECT_EQ(paths.add("a"), 1u);
  EXPECT_EQ(paths.add("a.b"), 0u);
  EXPECT_EQ(paths.name(1), "a");
  EXPECT_EQ(paths.find("a.b"), 0u);
  EXPECT_EQ(paths.find("b"), PathTable::kNone);
}

TEST(PathTable, DottedKeysAndNestedKeysAreOnePath) {
  PathTable paths;
  const uint32_t path = paths.add("a.b.c");
  EXPECT_EQ(walk(paths, {"a", "b", "c"}), path);
  EXPECT_EQ(walk(paths, {"a.b", "c"}), path);
  EXPECT_EQ(walk(paths, {"a.b.c"}), path);
  EXPECT_EQ(walk(paths, {"a", "b"}), PathTable::kNone);
}

TEST(PathTable, EmptyKeysLeadOn) {
  PathTable paths;
  const uint32_t inner = paths.add("a.");
  const uint32_t outer = paths.add("");
  EXPECT_EQ(walk(paths, {"a", ""}), inner);
  EXPECT_EQ(walk(paths, {"a."}), inner);
  EXPECT_EQ(walk(paths, {""}), outer);
  EXPECT_EQ(paths.first_bytes(PathTable::kRoot), ~uint64_t{0});
}

TEST(PathTable, KeysOfEveryLengthAreToldApart) {
  PathTable paths;
  std::string key;
  for (int length = 1; length < 70; ++length) {
    key.push_back('k');
    const uint32_t path = paths.add(key);
    std::string other = key;
    other[other.size() / 2] = 'x';
    EXPECT_EQ(walk(paths, {key}), path) << length;
    EXPECT_EQ(walk(paths, {other}), PathTable::kNone) << length;
    EXPECT_NE(paths.first_bytes(PathTable::kRoot) & PathTable::bit_of('k'), 0u);
  }
}

TEST(PathTable, CopiesKeepTheNumbersAndGoTheirOwnWay) {
  PathTable paths;
  paths.add("a");
  PathTable copy = paths;
  EXPECT_EQ(copy.add("b"), 1u);
  EXPECT_EQ(copy.find("a"), 0u);
  EXPECT_EQ(paths.find("b"), PathTable::kNone);
}

}  // namespace
}  // namespace sb::pattern
