// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

TEST(Loop, AStopThatComesBeforeItRunsIsKept) {
  Loop loop;
  loop.stop();
  loop.run();  // returns
}

TEST(Loop, RunsAgainAfterItWasStopped) {
  Loop loop;
  for (int i = 0; i < 3; ++i) {
    int done = 0;
    loop.post([&] {
      ++done;
      loop.stop();
    });
    loop.run();
    EXPECT_EQ(done, 1);
  }
}

}  // namespace
}  // namespace sb::net
