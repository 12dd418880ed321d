// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/address_secret.h"

namespace sb::base {

std::string place_in(const std::string& file, SourcePosition position) {
  return position.line > 0 ? fmt::format("{}:{}:{}", file, position.line, position.column) : file;
}

void Diagnostics::error(std::string code, SourcePosition position, const std::string& message,
                        const std::string& hint) {
  all_.push_back({Severity::kError, std::move(code), position, mask_address_secrets(message),
                  mask_address_secrets(hint)});
}

void Diagnostics::warning(std::string code, SourcePosition position, const std::string& message,
                          const std::string& hint) {
  all_.push_back({Severity::kWarning, std::move(code), position, mask_address_secrets(message),
                  mask_address_secrets(hint)});
}

bool Diagnostics::has_errors() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

std::vector<Diagnostic> Diagnostics::ordered() const {
  std::vector<Diagnostic> out = all_;
  std::stable_sort(out.begin(), out.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
  });
  return out;
}

std::string Diagnostics::to_text() const {
  std::string out;
  for (const Diagnostic& d : ordered()) {
    const char* word = d.severity == Severity::kError ? "error" : "warning";
    out += fmt::format("{}: {} {}: {}\n", place_in(file_, d.position), word, d.code, d.message);
    if (!d.hint.empty()) out += fmt::format("  hint: {}\n", d.hint);
  }
  return out;
}

}  // namespace sb::base
