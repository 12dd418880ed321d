// SPDX-License-Identifier: Apache-2.0
// Any text as an event pattern: refused with a reason, or accepted, compiled, and asked about an event by the
// index and the reference matcher, which answer alike.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "pattern/rule_set.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kEvent = R"({"source":"a","detail":{"b":[1,"x",{"c":null}],"ip":"10.0.0.1"}})";
  static const auto event = sb::pattern::read_event(kEvent);
  const auto parsed = sb::pattern::parse(text);
  if (!parsed.ok()) {
    SB_CHECK(!parsed.error.reason.empty());
    return 0;
  }
  sb::pattern::RuleBatch batch;
  batch.add("rule", *parsed.pattern);
  sb::pattern::RuleSet set;
  set.change(&batch, {});
  sb::pattern::RuleReader reader(set);
  const auto* matches = reader.match(kEvent, sb::pattern::Validation::kWhole);
  SB_CHECK(matches != nullptr);
  SB_CHECK(matches->empty() != sb::pattern::matches(*parsed.pattern, *event.event));
  return 0;
}
