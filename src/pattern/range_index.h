// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pattern/ast.h"

namespace sb::pattern {

// Which of many ranges a number lies in: a segment tree over the stretches between their bounds. Size: n log
// n; a question costs log n and a step for each answer. Immutable.
class RangeIndex {
 public:
  struct Entry {
    NumericRange range;
    uint32_t value = 0;
  };

  RangeIndex() = default;
  explicit RangeIndex(const std::vector<Entry>& entries);

  bool empty() const { return values_.empty(); }

  // Calls found(value) for each entry whose range holds `number`.
  template <class Found>
  void find(double number, Found found) const {
    if (begins_.empty()) return;
    for (size_t node = stretch_of(number) + stretches(); node >= 1; node /= 2) {
      for (uint32_t i = begins_[node]; i < begins_[node + 1]; ++i) found(values_[i]);
    }
  }

 private:
  // Stretch 2i + 1 is the bound i itself, 2i the numbers below it down to the bound before.
  size_t stretches() const { return bounds_.size() * 2 + 1; }
  size_t stretch_of(double number) const;
  template <class Visit>
  void visit_nodes(const NumericRange& range, Visit visit) const;

  std::vector<double> bounds_;    // distinct, ascending
  std::vector<uint32_t> begins_;  // by node of the tree, whose leaves are the stretches: into values_
  std::vector<uint32_t> values_;
};

}  // namespace sb::pattern
