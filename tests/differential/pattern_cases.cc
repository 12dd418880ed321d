// SPDX-License-Identifier: Apache-2.0
// Random patterns and events with our answer, one a line, for another matcher to be asked the same:
//   pattern_cases SEED COUNT
// {"pattern":"<text>","event":"<text>","matches":true|false}. The index and the reference matcher are asked;
// should they ever differ, the program ends with the case on stderr. Patterns that are refused are left out.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "json/document.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/random_cases.h"
#include "pattern/reference_matcher.h"
#include "pattern/rule_set.h"

namespace {

using namespace sb::pattern;

bool index_matches(const Pattern& pattern, const std::string& event) {
  RuleBatch batch;
  batch.add("rule", pattern);
  RuleSet set;
  set.change(&batch, {});
  RuleReader reader(set);
  const auto* matches = reader.match(event, Validation::kWhole);
  return matches != nullptr && !matches->empty();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: pattern_cases SEED COUNT\n");
    return 64;
  }
  RandomCases cases(static_cast<uint32_t>(std::atoi(argv[1])));
  for (int left = std::atoi(argv[2]); left > 0;) {
    const std::string pattern = cases.pattern(0);
    const std::string event = cases.object(0);
    const ParseResult parsed = parse(pattern);
    if (!parsed.ok()) continue;
    --left;
    const bool matches = sb::pattern::matches(*parsed.pattern, *read_event(event).event);
    if (matches != index_matches(*parsed.pattern, event)) {
      std::fprintf(stderr, "the index differs: %s %s\n", pattern.c_str(), event.c_str());
      return 1;
    }
    const sb::json::Object line{{"pattern", pattern}, {"event", event}, {"matches", matches}};
    std::printf("%s\n", sb::json::to_text(line).c_str());
  }
  return 0;
}
