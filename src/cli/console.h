// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::cli {

enum class OutputFormat { kText, kJson, kMarkdown };

// The terminal: data to stdout, talk to stderr, colour and progress only where a person looks.
class Console {
 public:
  Console(OutputFormat format, bool colour_allowed);

  OutputFormat format() const { return format_; }
  bool json() const { return format_ == OutputFormat::kJson; }
  // Data, as it is, to stdout.
  void out(std::string_view text) const;
  // A line of talk to stderr.
  void say(std::string_view line) const;
  // "error SB0312: …" and its hint, to stderr.
  void error(const base::Error& error) const;
  void warning(std::string_view text) const;

  bool is_terminal() const { return terminal_; }
  // A progress bar on stderr; nothing where stderr is no terminal. `done` == `total` ends the line.
  void progress(std::string_view label, size_t done, size_t total) const;
  // The same with a line of one's own; it replaces the one before it unless that was ended.
  void progress_line(std::string_view line, bool end) const;
  // `text` in a colour ("32" green, "31" red, "33" yellow, "1" bold), plain where colours are off.
  std::string paint(std::string_view text, const char* code) const;
  // Asks on the terminal; false without one.
  bool confirm(std::string_view question) const;

 private:
  const OutputFormat format_;
  const bool terminal_;
  const bool progress_;
  const bool colour_;
};

}  // namespace sb::cli
