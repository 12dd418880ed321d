// SPDX-License-Identifier: Apache-2.0
// A program of its own that uses the installed headers which examples/embed does not.
#include <iostream>
#include <vector>

#include "switchboard/explain.h"
#include "switchboard/lint.h"

int main() {
  const auto pattern = switchboard::Pattern::parse(R"({"detail":{"mediaType":["voice"]}})");
  if (!pattern) return 1;
  const auto why = switchboard::explain(pattern.value(), R"({"detail":{"mediaType":"VOICE"}})");
  if (!why || why.value().changes.empty()) return 1;
  std::cout << why.value().changes.front().before << " " << why.value().changes.front().after << "\n";

  const std::vector<switchboard::LintRule> rules{{"a", R"({"source":["x"]})"}, {"b", R"({"source":["x"]})"}};
  const auto findings = switchboard::lint(rules, {});
  if (!findings) return 1;
  for (const switchboard::LintFinding& finding : findings.value()) std::cout << finding.code << "\n";
  return 0;
}
