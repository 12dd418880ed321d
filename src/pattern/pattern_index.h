// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// A pattern compiled alone, to be asked of any events: a RuleIndex of one rule, with its answers and its
// cost. Immutable; copies share what was compiled. Any thread. All throw std::bad_alloc.
class PatternIndex {
 public:
  // Keeps nothing of the pattern.
  explicit PatternIndex(const Pattern& pattern);
  // One of its sub-rules alone.
  PatternIndex(const Pattern& pattern, const SubRule& sub_rule);

  bool matches(const Event& event) const;
  // Reads only what the pattern asks about, and checks the rest; nullopt for what is no JSON object.
  std::optional<bool> matches(std::string_view event_text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace sb::pattern
