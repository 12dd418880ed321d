// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "net/retry.h"

namespace sb::cli {

// From here on Ctrl-C ends the program at once with exit code 130, unless it was ignored when the program
// began or one of those below lives. For all that only looks or asks: there is nothing to finish and nothing
// to remove.
void end_on_interrupt();

// Ctrl-C sets a flag, instead of ending the program, as long as one of these lives; at most one at a time. It
// stays ignored where it was when the program began.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  void (*before_)(int);
};

// True once Ctrl-C was pressed under a guard. From any thread.
bool was_interrupted();

// Sleeps, but not past an interrupt that was noted under a guard or by Interrupts (interrupts.h).
class InterruptibleSleeper final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds duration) override;
  bool stopped() const override;
  // From here on it sleeps through interrupts: for what has to be removed after one. From any thread.
  void finish() { finishing_ = true; }

 private:
  std::atomic<bool> finishing_ = false;
};

}  // namespace sb::cli
