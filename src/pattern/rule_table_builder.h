// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/ast.h"
#include "pattern/path_table.h"
#include "pattern/rule_index.h"

namespace sb::pattern {

// Makes a RuleTable, rule by rule: equal atoms, conditions and lists are kept once.
class RuleTableBuilder {
 public:
  // New paths are added to `paths`, which must outlive the builder.
  explicit RuleTableBuilder(PathTable& paths) : paths_(paths) {}

  // Both throw std::bad_alloc, after which the builder is of no use.
  void add(std::string_view id, const Pattern& pattern);
  // The rules of a table whose numbers stand for `paths`, without those that `removed` names (by rule; empty
  // for none).
  void add(const RuleTable& other, const PathTable& paths, const std::vector<bool>& removed);

  RuleTable take();

 private:
  uint32_t condition(const Field& field);
  uint32_t copy(const RuleTable& other, const PathTable& paths, const Condition& condition);
  uint32_t exclusion(uint32_t path, const AnythingBut& but);
  uint32_t intern(Condition condition);
  void add_rule(std::string_view id);
  void add_sub_rule();

  PathTable& paths_;
  RuleTable table_;
  StringTable known_conditions_;
  StringTable known_atom_lists_;
  StringTable known_exclusion_lists_;
  StringTable known_exclusions_;
  StringTable known_condition_lists_;
  std::vector<uint32_t> atoms_;
  std::vector<uint32_t> exclusions_;
  std::vector<uint32_t> excluded_;
  std::vector<uint32_t> conditions_;
};

}  // namespace sb::pattern
