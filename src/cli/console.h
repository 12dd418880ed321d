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
  // Data to stdout: JSON as it is, text and Markdown with what a terminal would obey made visible
  // (base::printable), so that no name or description that others chose moves the cursor or hides a line.
  void out(std::string_view text) const;
  // A line of talk to stderr, made visible likewise. Passwords in addresses are asterisks there, in what
  // follows too.
  void say(std::string_view line) const;
  // "error SB0312: …" and its hint, to stderr, behind the place that it is about.
  void error(const base::Error& error) const;
  void warning(std::string_view text) const;
  // The same for a finding that stands in nothing's way.
  void warning(const base::Error& finding) const;

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
  // Printable, with line ends, tabs, and the colours of paint().
  std::string shown(std::string_view text) const;
  void finding(const char* word, const base::Error& finding) const;

  const OutputFormat format_;
  const bool terminal_;
  const bool progress_;
  const bool colour_;
};

}  // namespace sb::cli
