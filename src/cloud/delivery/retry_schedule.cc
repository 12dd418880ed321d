// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/retry_schedule.h"

#include <algorithm>
#include <cmath>

namespace sb::cloud::delivery {
namespace {

constexpr int64_t kJitteredMax = 900000;

base::Milliseconds jittered(int retry, double random01) {
  const int64_t ceiling = std::min<int64_t>(int64_t{1000} << std::min(retry - 1, 20), kJitteredMax);
  return base::Milliseconds(static_cast<int64_t>(static_cast<double>(ceiling) * (0.5 + random01 / 2)));
}

// How far from the lowest to the highest wait retry `index` of `count` in the backoff phase is, from 0 to 1.
double progress(RetrySchedule::Backoff backoff, int index, int count, double ratio) {
  if (count < 2) return 0;
  const double i = index;
  const double last = count - 1;
  switch (backoff) {
    case RetrySchedule::Backoff::kArithmetic:
      return i * (i + 1) / (last * (last + 1));
    case RetrySchedule::Backoff::kGeometric:
      return ratio <= 1 ? 0 : (std::pow(ratio, i / last) - 1) / (ratio - 1);
    case RetrySchedule::Backoff::kExponential:
      return (std::exp2(i) - 1) / (std::exp2(last) - 1);
    default:
      return i / last;
  }
}

base::Milliseconds backed_off(const RetrySchedule& s, int index, int count) {
  const double lowest = static_cast<double>(base::Milliseconds(s.min_delay).count());
  const double highest = static_cast<double>(base::Milliseconds(s.max_delay).count());
  const double part = progress(s.backoff, index, count, lowest > 0 ? highest / lowest : 1);
  return base::Milliseconds(std::llround(lowest + (highest - lowest) * part));
}

base::Milliseconds phased(const RetrySchedule& s, int retry) {
  int index = retry - 1;
  if (index < s.no_delay_retries) return base::Milliseconds(0);
  index -= s.no_delay_retries;
  if (index < s.min_delay_retries) return s.min_delay;
  index -= s.min_delay_retries;
  const int backing_off = s.retries_max - s.no_delay_retries - s.min_delay_retries - s.max_delay_retries;
  return index < backing_off ? backed_off(s, index, backing_off) : base::Milliseconds(s.max_delay);
}

int small_int(const json::Object& object, const char* key, int otherwise) {
  return static_cast<int>(json::find_int(object, key).value_or(otherwise));
}

}  // namespace

RetrySchedule RetrySchedule::event_bridge(int retries_max, base::Seconds age_max) {
  RetrySchedule out;
  out.retries_max = retries_max;
  out.age_max = age_max;
  return out;
}

RetrySchedule RetrySchedule::managed_endpoint() {
  RetrySchedule out;
  out.shape = Shape::kPhased;
  out.retries_max = 100015;
  out.age_max = base::Seconds(24 * 86400);
  out.no_delay_retries = 3;
  out.min_delay_retries = 2;
  out.max_delay_retries = 100000;
  out.min_delay = base::Seconds(1);
  out.max_delay = base::Seconds(20);
  out.backoff = Backoff::kExponential;
  return out;
}

RetrySchedule RetrySchedule::http_endpoint() {
  RetrySchedule out;
  out.shape = Shape::kPhased;
  out.retries_max = 3;
  return out;
}

base::Milliseconds RetrySchedule::delay(int retry, double random01) const {
  return shape == Shape::kJittered ? jittered(retry, random01) : phased(*this, retry);
}

base::Milliseconds RetrySchedule::total_delay() const {
  base::Milliseconds total{0};
  for (int retry = 1; retry <= retries_max; ++retry) total += delay(retry, 0.5);
  return total;
}

RetrySchedule::Exhausted RetrySchedule::exhausted(int attempts, base::Milliseconds age) const {
  if (attempts > retries_max) return Exhausted::kByCount;
  return age >= age_max ? Exhausted::kByAge : Exhausted::kNo;
}

json::Object to_json(const RetrySchedule& s) {
  return {{"shape", static_cast<int>(s.shape)},
          {"retries", s.retries_max},
          {"age", s.age_max.count()},
          {"no_delay", s.no_delay_retries},
          {"min_delay", s.min_delay_retries},
          {"max_delay", s.max_delay_retries},
          {"min_seconds", s.min_delay.count()},
          {"max_seconds", s.max_delay.count()},
          {"backoff", static_cast<int>(s.backoff)}};
}

RetrySchedule retry_schedule_from_json(const json::Object& object) {
  RetrySchedule out;
  if (small_int(object, "shape", 0) != 0) out.shape = RetrySchedule::Shape::kPhased;
  out.retries_max = small_int(object, "retries", out.retries_max);
  out.age_max = base::Seconds(json::find_int(object, "age").value_or(out.age_max.count()));
  out.no_delay_retries = small_int(object, "no_delay", 0);
  out.min_delay_retries = small_int(object, "min_delay", 0);
  out.max_delay_retries = small_int(object, "max_delay", 0);
  out.min_delay = base::Seconds(json::find_int(object, "min_seconds").value_or(out.min_delay.count()));
  out.max_delay = base::Seconds(json::find_int(object, "max_seconds").value_or(out.max_delay.count()));
  out.backoff = static_cast<RetrySchedule::Backoff>(std::clamp(small_int(object, "backoff", 0), 0, 3));
  return out;
}

}  // namespace sb::cloud::delivery
