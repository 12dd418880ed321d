// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <gtest/gtest.h>

namespace sb::cli {
namespace {

TEST(ProgressLine, TellsHowFarHowFastAndHowLongStill) {
  EXPECT_EQ(progress_line("apply", 150, 300, base::Milliseconds(4000)),
            "apply [###############...............] 150/300  37.5/s  0:04 left");
  EXPECT_EQ(progress_line("apply", 1, 300, base::Milliseconds(1000)),
            "apply [..............................] 1/300  1.0/s  4:59 left");
}

TEST(ProgressLine, TellsNoRateBeforeThereIsOne) {
  EXPECT_EQ(progress_line("apply", 0, 3, base::Milliseconds(9000)),
            "apply [..............................] 0/3");
  EXPECT_EQ(progress_line("apply", 1, 3, base::Milliseconds(100)),
            "apply [##########....................] 1/3");
}

TEST(ProgressLine, TellsNoTimeLeftWhenAllIsDone) {
  EXPECT_EQ(progress_line("apply", 300, 300, base::Milliseconds(10000)),
            "apply [##############################] 300/300  30.0/s");
}

}  // namespace
}  // namespace sb::cli
