// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"

namespace sb::net {

// One thread's event loop (Boost.Asio underneath). Everything handed to it runs on the thread inside run(),
// one at a time. post() and stop() are safe from any thread; the rest belongs to the loop's own thread.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop(), also one that came before. May be called again afterwards.
  void run();
  void stop();
  void post(std::function<void()> work);
  // Calls `work` once after `delay` of real time; a handle cancels it when destroyed, and must not outlive
  // the loop.
  class Timer;
  std::shared_ptr<Timer> call_after(base::Milliseconds delay, std::function<void()> work);

  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace sb::net
