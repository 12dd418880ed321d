// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/steady_clock.h"
#include "cli/console.h"

namespace sb::cli {

// "apply [#####.....] 120/300  38.2/s  0:05 left": the line of a progress bar. Rate and time left are of what
// was done in `elapsed`, and absent while that is too short to tell. `done` is at most `total`.
std::string progress_line(std::string_view label, size_t done, size_t total, base::Milliseconds elapsed);

// A progress bar on stderr, on a terminal only. Its line ends when all is done, or with this. One thread at a
// time.
class Progress {
 public:
  Progress(const Console& console, std::string label, size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(size_t done, size_t total);

 private:
  const Console& console_;
  const std::string label_;
  base::SteadyClock clock_;
  base::Time began_;
  bool open_ = false;  // a line stands there that has not ended
};

}  // namespace sb::cli
