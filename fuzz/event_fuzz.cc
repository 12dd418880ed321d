// SPDX-License-Identifier: Apache-2.0
// Any text as an event: the fast scanner and the strict reader take the same texts, and rules of every
// operator answer alike by the index and by the reference matcher, however the event was read.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "pattern/rule_set.h"

namespace {

using sb::pattern::Pattern;

struct Rules {
  Rules() {
    for (const char* text :
         {R"({"a":[{"exists":true}]})", R"({"a":[{"exists":false}]})",
          R"({"a":{"b":["x",1,null,true]},"c":[1]})",
          R"({"a.b":[{"prefix":"p"},{"suffix":"s"},{"wildcard":"a*b*c"},{"numeric":[">",0,"<=",5]}]})",
          R"({"a":[{"cidr":"10.0.0.0/8"},{"equals-ignore-case":"Q"},{"anything-but":["y","z"]}]})",
          R"({"$or":[{"a":{"b":[{"exists":false}]}},{"a":{"c":[{"anything-but":{"wildcard":"*x*"}}]}}]})",
          R"({"":[1],"b":{"":[2],"c":[{"prefix":{"equals-ignore-case":"é"}}]}})"}) {
      patterns.push_back(*sb::pattern::parse(text).pattern);
    }
    sb::pattern::RuleBatch batch;
    for (const Pattern& pattern : patterns) batch.add("rule", pattern);
    set.change(&batch, {});
  }

  std::vector<Pattern> patterns;
  sb::pattern::RuleSet set;
  sb::pattern::RuleReader reader{set};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Rules rules;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto event = sb::pattern::read_event(text);
  const auto* matches = rules.reader.match(text, sb::pattern::Validation::kWhole);
  SB_CHECK((matches != nullptr) == event.ok());
  if (!event.ok()) {
    (void)rules.reader.match(text, sb::pattern::Validation::kNeeded);
    return 0;
  }
  std::vector<uint32_t> expected;
  for (uint32_t i = 0; i < rules.patterns.size(); ++i) {
    if (sb::pattern::matches(rules.patterns[i], *event.event)) expected.push_back(i);
  }
  const auto agrees = [&](const std::vector<sb::pattern::RuleReader::Match>* found) {
    if (found == nullptr || found->size() != expected.size()) return false;
    for (size_t i = 0; i < expected.size(); ++i) {
      if ((*found)[i].rule != expected[i]) return false;
    }
    return true;
  };
  SB_CHECK(agrees(matches));
  SB_CHECK(agrees(rules.reader.match(text, sb::pattern::Validation::kNeeded)));
  SB_CHECK(agrees(rules.reader.match(*event.event)));
  return 0;
}
