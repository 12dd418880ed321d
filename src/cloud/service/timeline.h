// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>

#include "base/clock.h"
#include "net/loop.h"

namespace sb::cloud::service {

// The local cloud's own time: real time moved by an offset that /_switchboard/clock sets. now() from any
// thread.
class MovableClock final : public base::Clock {
 public:
  explicit MovableClock(const base::Clock& real) : real_(real) {}
  base::Time now() const override { return real_.now() + base::Milliseconds(offset_.load()); }
  base::Milliseconds offset() const { return base::Milliseconds(offset_.load()); }
  void set_offset(base::Milliseconds offset) { offset_.store(offset.count()); }

 private:
  const base::Clock& real_;
  std::atomic<int64_t> offset_{0};
};

// Work to be done at a time of the MovableClock: retries, visibility, long polls. On the loop's thread only.
class Timeline {
 public:
  using Ticket = uint64_t;

  Timeline(net::Loop& loop, MovableClock& clock) : loop_(loop), clock_(clock) {}

  base::Time now() const { return clock_.now(); }
  const base::Clock& clock() const { return clock_; }
  Ticket call_at(base::Time when, std::function<void()> work);
  void cancel(Ticket ticket);
  // After real time, whatever the clock does; cancelled when the handle is dropped.
  std::shared_ptr<net::Loop::Timer> call_after_real(base::Milliseconds delay, std::function<void()> work) {
    return loop_.call_after(delay, std::move(work));
  }
  // Moves the clock; what has become due runs soon after.
  void move_clock(base::Milliseconds offset);

 private:
  void arm();
  void run_due();

  net::Loop& loop_;
  MovableClock& clock_;
  std::map<std::pair<base::Time, Ticket>, std::function<void()>> due_;
  std::map<Ticket, base::Time> times_;
  Ticket last_ = 0;
  std::shared_ptr<net::Loop::Timer> timer_;
  base::Time armed_for_{};
};

}  // namespace sb::cloud::service
