// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/queue_path.h"

#include <gtest/gtest.h>

namespace sb::cloud::edge {
namespace {

TEST(QueuePath, IsAnAccountAndAQueueName) {
  EXPECT_TRUE(is_queue_path("/123456789012/q"));
  EXPECT_TRUE(is_queue_path("/123456789012/q.fifo"));
  for (const char* other : {"/", "/q", "/123456789012", "/123456789012/", "/1234/q", "/123456789012/q/x",
                            "123456789012/q", "/123456789012/a queue", "/SimpleNotificationService/x"}) {
    EXPECT_FALSE(is_queue_path(other)) << other;
  }
}

TEST(QueuePath, IsNoPlaceToMakeOrListQueues) {
  EXPECT_FALSE(is_for_queue_path("CreateQueue"));
  EXPECT_FALSE(is_for_queue_path("ListQueues"));
  EXPECT_TRUE(is_for_queue_path("GetQueueUrl"));
}

}  // namespace
}  // namespace sb::cloud::edge
