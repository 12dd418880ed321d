// SPDX-License-Identifier: Apache-2.0
#include "base/scratch.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace sb::base {
namespace {

uintptr_t first_line(const Scratch<char>& room) {
  return reinterpret_cast<uintptr_t>(room.data()) / OwnCacheLines<char>::kLine;
}

TEST(Scratch, SharesNoCacheLineHoweverSmall) {
  std::vector<Scratch<char>> rooms(100, Scratch<char>(3));
  for (size_t a = 0; a < rooms.size(); ++a) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(rooms[a].data()) % OwnCacheLines<char>::kLine, 0u);
    for (size_t b = 0; b < a; ++b) EXPECT_NE(first_line(rooms[a]), first_line(rooms[b]));
  }
}

TEST(Scratch, GrowsAsAVectorDoes) {
  Scratch<int> room;
  for (int n = 0; n < 10'000; ++n) room.push_back(n);
  EXPECT_EQ(room[9'999], 9'999);
}

TEST(Scratch, MoreThanThereIsRoomForIsRefused) {
  OwnCacheLines<uint64_t> lines;
  EXPECT_THROW((void)lines.allocate(std::numeric_limits<size_t>::max() / 4), std::bad_alloc);
}

}  // namespace
}  // namespace sb::base
