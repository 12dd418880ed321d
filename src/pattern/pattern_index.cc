// SPDX-License-Identifier: Apache-2.0
#include "pattern/pattern_index.h"

#include <cstdint>
#include <vector>

#include "base/scratch.h"
#include "pattern/event_scanner.h"
#include "pattern/flat_event.h"
#include "pattern/path_table.h"
#include "pattern/rule_index.h"
#include "pattern/rule_table_builder.h"

namespace sb::pattern {

namespace {

// A pattern of one sub-rule and its fields.
Pattern only(const Pattern& pattern, const SubRule& sub_rule) {
  Pattern out;
  out.sub_rules.emplace_back();
  for (const uint32_t field : sub_rule) {
    out.sub_rules.front().push_back(static_cast<uint32_t>(out.fields.size()));
    out.fields.push_back(pattern.fields[field]);
  }
  return out;
}

}  // namespace

struct PatternIndex::Compiled {
  explicit Compiled(const Pattern& pattern) : index(table_of(pattern), paths) {}

  RuleTable table_of(const Pattern& pattern) {
    RuleTableBuilder builder(paths);
    builder.add("", pattern);
    return builder.take();
  }

  bool matches(const FlatEvent& event) const {
    RuleIndex::Work work(index);
    base::Scratch<uint32_t> rules;
    index.match(event, work, rules);
    return !rules.empty();
  }

  PathTable paths;
  RuleIndex index;
};

PatternIndex::PatternIndex(const Pattern& pattern) : compiled_(std::make_shared<const Compiled>(pattern)) {}

PatternIndex::PatternIndex(const Pattern& pattern, const SubRule& sub_rule)
    : PatternIndex(only(pattern, sub_rule)) {}

bool PatternIndex::matches(const Event& event) const {
  return compiled_->matches(flatten(event, compiled_->paths));
}

std::optional<bool> PatternIndex::matches(std::string_view event_text) const {
  EventScanner scanner;
  FlatEvent event;
  if (!scanner.scan(event_text, compiled_->paths, Validation::kWhole, event)) return std::nullopt;
  return compiled_->matches(event);
}

}  // namespace sb::pattern
