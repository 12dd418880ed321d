// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/move_task.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

const base::Time kStart{base::Milliseconds(1000000)};

MoveTask task_of(int64_t per_second_max, uint64_t to_move) {
  MoveTask task;
  task.id = "10f57157-fc38-4da9-a113-4de7e12d05dd";
  task.source_arn = "arn:aws:sqs:us-east-1:123456789012:letters";
  task.per_second_max = per_second_max;
  task.to_move = to_move;
  task.started = kStart;
  task.set_off(kStart);
  return task;
}

TEST(MoveTask, MovesTheFirstAtOnceAndTheOthersAtItsPace) {
  MoveTask task = task_of(1, 10);
  EXPECT_EQ(task.due(kStart, 500), 1u);
  task.moved = 1;
  EXPECT_EQ(task.due(kStart + base::Milliseconds(999), 500), 0u);
  EXPECT_EQ(task.next_due(kStart), kStart + base::Seconds(1));
  EXPECT_EQ(task.due(kStart + base::Seconds(1), 500), 1u);
  EXPECT_EQ(task.due(kStart + base::Seconds(5), 500), 5u);
  EXPECT_EQ(task.due(kStart + base::Seconds(500), 500), 9u);
}

TEST(MoveTask, WithoutAPaceMovesAllThereWasButNotAllAtOnce) {
  const MoveTask task = task_of(0, 700);
  EXPECT_EQ(task.due(kStart, 500), 500u);
  EXPECT_GT(task.next_due(kStart), kStart);
}

TEST(MoveTask, CountsItsPaceAnewAfterARestart) {
  MoveTask task = task_of(2, 100);
  task.moved = 11;
  MoveTask again = move_task_from_json(to_json(task));
  again.set_off(kStart + base::Seconds(3600));
  EXPECT_EQ(again.due(kStart + base::Seconds(3600), 500), 1u);
  EXPECT_EQ(again.moved, 11u);
  EXPECT_EQ(again.started, kStart);
  EXPECT_TRUE(again.is_running());
}

TEST(MoveTask, SurvivesAsJsonWhateverBecameOfIt) {
  MoveTask task = task_of(5, 3);
  task.destination_arn = "arn:aws:sqs:us-east-1:123456789012:home";
  task.status = MoveTask::Status::kFailed;
  task.failure_reason = "AWS.SimpleQueueService.NonExistentQueue";
  const MoveTask again = move_task_from_json(to_json(task));
  EXPECT_EQ(again.describe(), task.describe());
  EXPECT_EQ(json::string_or_empty(again.describe(), "Status"), "FAILED");
}

TEST(MoveTask, ShowsItsHandleOnlyWhileItRuns) {
  MoveTask task = task_of(0, 1);
  EXPECT_EQ(json::string_or_empty(task.describe(), "TaskHandle"), task.handle());
  task.status = MoveTask::Status::kCompleted;
  EXPECT_FALSE(task.describe().contains("TaskHandle"));
}

TEST(MoveTaskHandle, NamesTheTaskAndItsSource) {
  const MoveTask task = task_of(0, 1);
  const auto name = parse_move_task_handle(task.handle());
  ASSERT_TRUE(name);
  EXPECT_EQ(name->task_id, task.id);
  EXPECT_EQ(name->source_arn, task.source_arn);
  EXPECT_FALSE(parse_move_task_handle("foobared"));
  EXPECT_FALSE(parse_move_task_handle("e30="));
}

}  // namespace
}  // namespace sb::cloud::sqs
