// SPDX-License-Identifier: Apache-2.0
// A pattern, a line end, an event: the index and the reference matcher answer alike.
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
  const size_t cut = text.find('\n');
  if (cut == std::string_view::npos) return 0;
  const auto parsed = sb::pattern::parse(text.substr(0, cut));
  const auto event = sb::pattern::read_event(text.substr(cut + 1));
  if (!parsed.ok() || !event.ok()) return 0;
  sb::pattern::RuleBatch batch;
  batch.add("rule", *parsed.pattern);
  sb::pattern::RuleSet set;
  set.change(&batch, {});
  sb::pattern::RuleReader reader(set);
  const bool expected = sb::pattern::matches(*parsed.pattern, *event.event);
  for (const auto validation : {sb::pattern::Validation::kWhole, sb::pattern::Validation::kNeeded}) {
    const auto* matches = reader.match(text.substr(cut + 1), validation);
    SB_CHECK(matches != nullptr);
    SB_CHECK(matches->empty() == !expected);
  }
  return 0;
}
