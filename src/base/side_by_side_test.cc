// SPDX-License-Identifier: Apache-2.0
#include "base/side_by_side.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <mutex>
#include <random>

namespace sb::base {
namespace {

TEST(SideBySide, DoesEachPieceOnceWhateverTheNumberOfWorkers) {
  for (const size_t workers : {1, 2, 7, 100}) {
    std::vector<std::atomic<int>> done(50);
    side_by_side(done.size(), workers, [&](size_t piece) { ++done[piece]; });
    for (const auto& times : done) EXPECT_EQ(times, 1);
  }
  side_by_side(0, 4, [](size_t) { FAIL(); });
}

TEST(SideBySide, PiecesReallyRunTogether) {
  std::barrier meeting(3);  // none of the three returns before all have begun
  side_by_side(3, 3, [&](size_t) { meeting.arrive_and_wait(); });
  side_by_side(Schedule{{{}, {}, {}}, {0, 0, 0}}, 3, [&](size_t) { meeting.arrive_and_wait(); });
}

TEST(SideBySide, APieceWaitsForItsNeedsAndForLowerStages) {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    Schedule schedule;
    size_t stage = 0;
    for (size_t piece = 0; piece < 60; ++piece) {
      schedule.needs.emplace_back();
      for (int i = 0; piece > 0 && i < 2; ++i) schedule.needs.back().push_back(random() % piece);
      if (random() % 10 == 0) ++stage;
      schedule.stage.push_back(stage);
    }
    std::mutex mutex;
    std::vector<bool> returned(60);
    std::vector<size_t> order;
    side_by_side(schedule, 4, [&](size_t piece) {
      {
        const std::lock_guard lock(mutex);
        for (const size_t need : schedule.needs[piece])
          EXPECT_TRUE(returned[need]) << piece << " before " << need;
        for (size_t other = 0; other < 60; ++other) {
          if (schedule.stage[other] < schedule.stage[piece]) {
            EXPECT_TRUE(returned[other]);
          }
        }
      }
      const std::lock_guard lock(mutex);
      returned[piece] = true;
      order.push_back(piece);
    });
    EXPECT_EQ(order.size(), 60u);
  }
}

TEST(SideBySide, OneWorkerGoesInOrder) {
  std::vector<size_t> order;
  side_by_side(Schedule{{{}, {}, {0}}, {0, 1, 1}}, 1, [&](size_t piece) { order.push_back(piece); });
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2}));
}

}  // namespace
}  // namespace sb::base
