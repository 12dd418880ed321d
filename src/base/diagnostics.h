// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sb::base {

// A place in a user's file. line and column count from 1; 0 means "the whole file".
struct SourcePosition {
  int line = 0;
  int column = 0;
};

// "file:12:9"; "file" for the whole of it.
std::string place_in(const std::string& file, SourcePosition position);

enum class Severity { kError, kWarning };

// One finding about a user's file: where, what and why, and what to do. Codes are stable ("SB0142").
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;
  SourcePosition position;
  std::string message;
  std::string hint;
};

// Collects all findings about one file, so that they can be shown together. Not thread-safe.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file = {}) : file_(std::move(file)) {}

  // Passwords in addresses are kept as asterisks.
  void error(std::string code, SourcePosition position, const std::string& message,
             const std::string& hint = {});
  void warning(std::string code, SourcePosition position, const std::string& message,
               const std::string& hint = {});

  // Forgets findings of which `unwanted` holds.
  void drop(const std::function<bool(const Diagnostic&)>& unwanted) { std::erase_if(all_, unwanted); }

  bool has_errors() const;
  const std::vector<Diagnostic>& all() const { return all_; }
  // The same in the order of the file.
  std::vector<Diagnostic> ordered() const;
  const std::string& file() const { return file_; }

  // "file:line:column: error SB0142: message\n  hint: …" for each, ordered by place.
  std::string to_text() const;

 private:
  std::string file_;
  std::vector<Diagnostic> all_;
};

}  // namespace sb::base
