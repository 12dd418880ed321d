// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace sb::cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && std::string_view(terminal) == "dumb";
}

}  // namespace

Console::Console(OutputFormat format, bool colour_allowed)
    : format_(format),
      terminal_(isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !is_set("CI")),
      progress_(isatty(STDERR_FILENO) && !is_set("CI") && !is_dumb()),
      colour_(colour_allowed && isatty(STDOUT_FILENO) && !is_set("NO_COLOR") && !is_dumb()) {}

void Console::out(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::say(std::string_view line) const {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void Console::error(const base::Error& error) const {
  const bool ours = error.code.starts_with("SB");
  say(fmt::format("error{}{}: {}", ours ? " " : "", ours ? error.code : "", error.message));
  if (!error.hint.empty()) say(fmt::format("  hint: {}", error.hint));
}

void Console::warning(std::string_view text) const { say(fmt::format("warning: {}", text)); }

void Console::progress(std::string_view label, size_t done, size_t total) const {
  if (!progress_ || total == 0) return;
  static constexpr size_t kWidth = 30;
  const size_t filled = done * kWidth / total;
  std::fprintf(stderr, "\r%.*s [%s%s] %zu/%zu", static_cast<int>(label.size()), label.data(),
               std::string(filled, '#').c_str(), std::string(kWidth - filled, '.').c_str(), done, total);
  if (done == total) std::fprintf(stderr, "\n");
  std::fflush(stderr);
}

void Console::progress_line(std::string_view line, bool end) const {
  if (!progress_) return;
  static constexpr char kClearToEnd[] = "\x1b[K";
  if (!line.empty())
    std::fprintf(stderr, "\r%.*s%s", static_cast<int>(line.size()), line.data(), kClearToEnd);
  if (end) std::fprintf(stderr, "\n");
  std::fflush(stderr);
}

std::string Console::paint(std::string_view text, const char* code) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

bool Console::confirm(std::string_view question) const {
  if (!terminal_) return false;
  std::fprintf(stderr, "%.*s [y/N] ", static_cast<int>(question.size()), question.data());
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

}  // namespace sb::cli
