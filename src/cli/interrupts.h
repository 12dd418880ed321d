// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <array>

namespace sb::cli {

// For as long as it lives, SIGINT, SIGTERM and SIGHUP are noted in place of ending the process, so that a
// command can end in order; the second of one kind ends the process at once. One that was ignored when the
// program began (nohup, a script's background job) stays ignored. One lives at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Whether one came; safe from any thread.
  static bool any();
  // 130 after SIGINT, as shells have it; 128 + its number after another.
  static int exit_code();

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace sb::cli
