// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/retry_schedule.h"

#include <gtest/gtest.h>

#include <vector>

namespace sb::cloud::delivery {
namespace {

using base::Milliseconds;
using base::Seconds;
using Backoff = RetrySchedule::Backoff;
using Exhausted = RetrySchedule::Exhausted;

std::vector<int64_t> seconds_of(const RetrySchedule& schedule, int count) {
  std::vector<int64_t> out;
  for (int retry = 1; retry <= count; ++retry)
    out.push_back(std::chrono::duration_cast<Seconds>(schedule.delay(retry, 0.5)).count());
  return out;
}

RetrySchedule backing_off(Backoff backoff, int retries, int from, int to) {
  RetrySchedule out = RetrySchedule::http_endpoint();
  out.retries_max = retries;
  out.min_delay = Seconds(from);
  out.max_delay = Seconds(to);
  out.backoff = backoff;
  return out;
}

TEST(RetrySchedule, OfEventBridgeFillsAboutADayWith185Retries) {
  const RetrySchedule schedule = RetrySchedule::event_bridge();
  EXPECT_GT(schedule.total_delay(), std::chrono::hours(20));
  EXPECT_LT(schedule.total_delay(), std::chrono::hours(48));
}

TEST(RetrySchedule, OfEventBridgeWaitsBetweenHalfAndAllOfTheStep) {
  const RetrySchedule schedule = RetrySchedule::event_bridge();
  EXPECT_EQ(schedule.delay(1, 0), Milliseconds(500));
  EXPECT_EQ(schedule.delay(4, 0), Milliseconds(4000));
  EXPECT_EQ(schedule.delay(4, 0.999), Milliseconds(7996));
  EXPECT_EQ(schedule.delay(185, 0), Milliseconds(450000));
}

TEST(RetrySchedule, OfAnHttpEndpointIsThreeRetriesTwentySecondsApart) {
  const RetrySchedule schedule = RetrySchedule::http_endpoint();
  EXPECT_EQ(seconds_of(schedule, 3), (std::vector<int64_t>{20, 20, 20}));
  EXPECT_EQ(schedule.exhausted(3, Seconds(60)), Exhausted::kNo);
  EXPECT_EQ(schedule.exhausted(4, Seconds(60)), Exhausted::kByCount);
}

TEST(RetrySchedule, OfAManagedEndpointGoesThroughItsFourPhasesIn23Days) {
  const RetrySchedule schedule = RetrySchedule::managed_endpoint();
  const auto delays = seconds_of(schedule, 16);
  EXPECT_EQ((std::vector<int64_t>(delays.begin(), delays.begin() + 5)),
            (std::vector<int64_t>{0, 0, 0, 1, 1}));
  EXPECT_EQ(schedule.delay(6, 0), Seconds(1));
  EXPECT_TRUE(std::is_sorted(delays.begin() + 5, delays.end()));
  EXPECT_LT(schedule.delay(14, 0), Seconds(20));
  EXPECT_EQ(schedule.delay(15, 0), Seconds(20));
  EXPECT_EQ(schedule.delay(100015, 0), Seconds(20));
  EXPECT_EQ(schedule.exhausted(100015, schedule.total_delay()), Exhausted::kNo);
  EXPECT_EQ(schedule.exhausted(100016, schedule.total_delay()), Exhausted::kByCount);
  EXPECT_GE(schedule.total_delay(), std::chrono::hours(23 * 24));
}

TEST(RetrySchedule, BacksOffFromTheLowestToTheHighestDelay) {
  EXPECT_EQ(seconds_of(backing_off(Backoff::kLinear, 4, 10, 40), 4), (std::vector<int64_t>{10, 20, 30, 40}));
  EXPECT_EQ(seconds_of(backing_off(Backoff::kArithmetic, 4, 10, 70), 4),
            (std::vector<int64_t>{10, 20, 40, 70}));
  EXPECT_EQ(seconds_of(backing_off(Backoff::kGeometric, 4, 10, 80), 4),
            (std::vector<int64_t>{10, 20, 40, 80}));
  EXPECT_EQ(seconds_of(backing_off(Backoff::kExponential, 4, 10, 80), 4),
            (std::vector<int64_t>{10, 20, 40, 80}));
}

TEST(RetrySchedule, OrdersItsFunctionsAsAwsDrawsThem) {
  for (int retry = 2; retry < 10; ++retry) {
    const auto wait = [&](Backoff backoff) { return backing_off(backoff, 10, 5, 260).delay(retry, 0); };
    EXPECT_LT(wait(Backoff::kExponential), wait(Backoff::kGeometric)) << retry;
    EXPECT_LT(wait(Backoff::kGeometric), wait(Backoff::kArithmetic)) << retry;
    EXPECT_LT(wait(Backoff::kArithmetic), wait(Backoff::kLinear)) << retry;
  }
}

TEST(RetrySchedule, PutsTheOtherPhasesAroundTheBackoff) {
  RetrySchedule schedule = backing_off(Backoff::kLinear, 7, 10, 30);
  schedule.no_delay_retries = 1;
  schedule.min_delay_retries = 2;
  schedule.max_delay_retries = 1;
  EXPECT_EQ(seconds_of(schedule, 7), (std::vector<int64_t>{0, 10, 10, 10, 20, 30, 30}));
  EXPECT_EQ(schedule.total_delay(), Seconds(110));
}

TEST(RetrySchedule, IsExhaustedByAge) {
  const RetrySchedule schedule = RetrySchedule::event_bridge(185, Seconds(60));
  EXPECT_EQ(schedule.exhausted(2, Seconds(59)), Exhausted::kNo);
  EXPECT_EQ(schedule.exhausted(2, Seconds(60)), Exhausted::kByAge);
}

TEST(RetrySchedule, SurvivesBeingWrittenAndRead) {
  RetrySchedule schedule = backing_off(Backoff::kGeometric, 9, 3, 77);
  schedule.age_max = Seconds(500);
  schedule.no_delay_retries = 1;
  schedule.min_delay_retries = 2;
  schedule.max_delay_retries = 3;
  const RetrySchedule read = retry_schedule_from_json(to_json(schedule));
  EXPECT_EQ(json::to_text(to_json(read)), json::to_text(to_json(schedule)));
  EXPECT_EQ(seconds_of(read, 9), seconds_of(schedule, 9));
  const RetrySchedule plain = retry_schedule_from_json({});
  EXPECT_EQ(json::to_text(to_json(plain)), json::to_text(to_json(RetrySchedule::event_bridge())));
}

}  // namespace
}  // namespace sb::cloud::delivery
