// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/address_secret.h"
#include "base/text.h"
#include "cli/standard_streams.h"

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

namespace {

constexpr std::string_view kEscape = "\x1b[";

// How long a sequence of paint()'s is that `text` begins with; 0 for none.
size_t paint_length(std::string_view text) {
  for (const std::string_view code : {"0m", "1m", "31m", "32m", "33m"}) {
    if (text.starts_with(kEscape) && text.substr(kEscape.size()).starts_with(code))
      return kEscape.size() + code.size();
  }
  return 0;
}

}  // namespace

std::string Console::shown(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    const size_t paint = colour_ ? paint_length(text) : 0;
    const size_t next = paint > 0 ? paint : std::min(text.find(kEscape, 1), text.size());
    out += paint > 0 ? std::string(text.substr(0, next))
                     : base::printable(text.substr(0, next), base::Lines::kKept);
    text.remove_prefix(next);
  }
  return out;
}

void Console::out(std::string_view text) const {
  const std::string plain = json() ? std::string() : shown(text);
  if (!json()) text = plain;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) != 0 || !written) note_output_fault(errno);
}

void Console::say(std::string_view line) const {
  std::fprintf(stderr, "%s\n", shown(base::mask_address_secrets(line)).c_str());
}

void Console::finding(const char* word, const base::Error& finding) const {
  const bool ours = finding.code.starts_with("SB");
  say(fmt::format("{}{}{}{}{}: {}", finding.place, finding.place.empty() ? "" : ": ", word, ours ? " " : "",
                  ours ? finding.code : "", finding.message));
  if (!finding.hint.empty()) say(fmt::format("  hint: {}", finding.hint));
}

void Console::error(const base::Error& error) const { finding("error", error); }

void Console::warning(std::string_view text) const { say(fmt::format("warning: {}", text)); }

void Console::warning(const base::Error& found) const { finding("warning", found); }

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
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, base::printable(text, base::Lines::kKept))
                 : std::string(text);
}

bool Console::confirm(std::string_view question) const {
  if (!terminal_) return false;
  std::fprintf(stderr, "%.*s [y/N] ", static_cast<int>(question.size()), question.data());
  std::string answer;
  std::getline(std::cin, answer);
  const std::string lower = base::to_lower(base::trim(answer));
  return lower == "y" || lower == "yes";
}

}  // namespace sb::cli
