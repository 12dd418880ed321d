// SPDX-License-Identifier: Apache-2.0
#include "cli/standard_streams.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/exit_code.h"

namespace sb::cli {
namespace {

std::atomic<int> first_fault = 0;

bool is_pipe(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

void hold_standard_streams() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(file, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one's. Reading from what is open for writing fails with EBADF, as
    // reading from what is closed does; and the other way round.
    static_cast<void>(::open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

void note_output_fault(int reason) {
  int none = 0;
  first_fault.compare_exchange_strong(none, reason);
}

int check_output(int code) {
  if (std::fflush(stdout) != 0) note_output_fault(errno);
  if (std::ferror(stdout) == 0 && first_fault == 0) return code;
  if (is_pipe(STDOUT_FILENO)) return code;
  const int reason = first_fault;
  std::fprintf(stderr, "error: cannot write standard output: %s\n",
               std::strerror(reason == 0 ? EIO : reason));
  return code == kExitDone ? kExitFailed : code;
}

}  // namespace sb::cli
