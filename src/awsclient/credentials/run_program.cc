// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/run_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <thread>

extern char** environ;

namespace sb::awsclient::credentials {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr size_t kOutputMax = 64 * 1024;
constexpr base::Milliseconds kWaitStep{5};

class SpawnSettings {
 public:
  explicit SpawnSettings(int output) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGCHLD);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

// A program that was started. Killed and collected, at the latest, when destroyed.
class Child {
 public:
  ~Child() {
    close_output();
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  // 0, or the system's reason.
  int start(const std::vector<std::string>& words) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
    output_ = ends[0];
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const SpawnSettings settings(ends[1]);
    const int error =
        ::posix_spawnp(&pid_, argv[0], &settings.actions, &settings.attributes, argv.data(), environ);
    ::close(ends[1]);
    if (error != 0) pid_ = 0;
    return error;
  }

  // What it prints up to its end of output; nullopt when it is too much, or too late.
  std::optional<std::string> read_output(SteadyTime deadline) {
    std::string out;
    char part[4096];
    for (;;) {
      const auto left = std::chrono::ceil<base::Milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd readable{output_, POLLIN, 0};
      const int ready = ::poll(&readable, 1, static_cast<int>(std::max<int64_t>(left.count(), 0)));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return std::nullopt;
      const ssize_t count = ::read(output_, part, sizeof part);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) break;
      out.append(part, static_cast<size_t>(count));
      if (out.size() > kOutputMax) return std::nullopt;
    }
    close_output();
    return out;
  }

  struct Ended {
    bool known = true;  // false: another has collected it, or SIGCHLD is ignored
    int status = 0;     // for waitpid's macros
  };
  // nullopt when it runs on.
  std::optional<Ended> wait(SteadyTime deadline) {
    for (;;) {
      int status = 0;
      const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
      const bool is_gone = ended < 0 && errno == ECHILD;
      if (ended == pid_ || is_gone) {
        pid_ = 0;  // by now it may be the id of a stranger
        return Ended{!is_gone, status};
      }
      if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
      std::this_thread::sleep_for(kWaitStep);
    }
  }

 private:
  void close_output() {
    if (output_ >= 0) ::close(output_);
    output_ = -1;
  }

  pid_t pid_ = 0;
  int output_ = -1;
};

base::Error failed(const std::string& program, const std::string& how) {
  return {"CredentialProcess", fmt::format("the credential_process {} {}", program, how), ""};
}

// Takes one word off the front of `rest`. False: a quote is open.
bool take_word(std::string_view& rest, std::string& word) {
  char quote = 0;
  size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    const char next = at + 1 < rest.size() ? rest[at + 1] : '\0';
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) break;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (c == '\\' && next != '\0' && (quote == 0 || (quote == '"' && (next == '"' || next == '\\')))) {
      word += next;
      ++at;
    } else {
      word += c;
    }
  }
  rest.remove_prefix(at);
  return quote == 0;
}

}  // namespace

base::Result<std::vector<std::string>> split_command(std::string_view command) {
  std::vector<std::string> words;
  for (;;) {
    const size_t start = command.find_first_not_of(" \t\n");
    if (start == std::string_view::npos) return words;
    command.remove_prefix(start);
    std::string word;
    if (!take_word(command, word)) return base::Error{"", "a quote has no other end", ""};
    words.push_back(std::move(word));
  }
}

base::Result<base::Secret> run_program(const std::vector<std::string>& words, base::Milliseconds patience) {
  const std::string& program = words.front();
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  Child child;
  if (const int error = child.start(words); error != 0)
    return failed(program, fmt::format("cannot be run: {}", std::strerror(error)));
  auto output = child.read_output(deadline);
  const bool late = std::chrono::steady_clock::now() >= deadline;
  if (!output && !late) return failed(program, fmt::format("printed more than {} bytes", kOutputMax));
  const auto ended = output ? child.wait(deadline) : std::nullopt;
  if (!ended) return failed(program, fmt::format("did not end within {} s", patience.count() / 1000.0));
  if (!ended->known) return failed(program, "ended, and how was not to be learned: SIGCHLD is ignored");
  const int status = ended->status;
  if (WIFSIGNALED(status)) return failed(program, fmt::format("was ended by signal {}", WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) return failed(program, fmt::format("exited {}", WEXITSTATUS(status)));
  return base::Secret(std::move(*output));
}

}  // namespace sb::awsclient::credentials
