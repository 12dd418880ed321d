// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupt.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "cli/exit_code.h"
#include "cli/interrupts.h"

namespace sb::cli {
namespace {

// Set by the signal, read by every worker.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch only lock-free atomics");

void on_interrupt(int) { interrupted = true; }

void end_at_once(int) {
  // The terminal shows ^C in a line of its own kind: what is shown next begins a line.
  if (::isatty(STDERR_FILENO)) static_cast<void>(!::write(STDERR_FILENO, "\n", 1));
  ::_exit(kExitInterrupted);
}

}  // namespace

void end_on_interrupt() {
  struct sigaction before {};
  sigaction(SIGINT, nullptr, &before);
  if (before.sa_handler != SIG_IGN) std::signal(SIGINT, end_at_once);
}

InterruptGuard::InterruptGuard() {
  interrupted = false;
  before_ = std::signal(SIGINT, on_interrupt);
  if (before_ == SIG_IGN) std::signal(SIGINT, SIG_IGN);
}

InterruptGuard::~InterruptGuard() { std::signal(SIGINT, before_); }

bool was_interrupted() { return interrupted; }

bool InterruptibleSleeper::stopped() const { return !finishing_ && (was_interrupted() || Interrupts::any()); }

void InterruptibleSleeper::sleep(base::Milliseconds duration) {
  static constexpr base::Milliseconds kSlice{50};
  const auto end = std::chrono::steady_clock::now() + duration;
  for (auto now = std::chrono::steady_clock::now(); now < end && !stopped();
       now = std::chrono::steady_clock::now()) {
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(end - now, kSlice));
  }
}

}  // namespace sb::cli
