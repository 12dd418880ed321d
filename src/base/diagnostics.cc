// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::base {

void Diagnostics::error(std::string code, SourcePosition position, std::string message, std::string hint) {
  all_.push_back({Severity::kError, std::move(code), position, std::move(message), std::move(hint)});
}

void Diagnostics::warning(std::string code, SourcePosition position, std::string message, std::string hint) {
  all_.push_back({Severity::kWarning, std::move(code), position, std::move(message), std::move(hint)});
}

bool Diagnostics::has_errors() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

std::string Diagnostics::to_text() const {
  std::vector<Diagnostic> ordered = all_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
  });
  std::string out;
  for (const Diagnostic& d : ordered) {
    const char* word = d.severity == Severity::kError ? "error" : "warning";
    if (d.position.line > 0) {
      out += fmt::format("{}:{}:{}: {} {}: {}\n", file_, d.position.line, d.position.column, word, d.code,
                         d.message);
    } else {
      out += fmt::format("{}: {} {}: {}\n", file_, word, d.code, d.message);
    }
    if (!d.hint.empty()) out += fmt::format("  hint: {}\n", d.hint);
  }
  return out;
}

}  // namespace sb::base
