// SPDX-License-Identifier: Apache-2.0
#include "pattern/range_index.h"

#include <algorithm>

namespace sb::pattern {

RangeIndex::RangeIndex(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    if (entry.range.lower) bounds_.push_back(entry.range.lower->value);
    if (entry.range.upper) bounds_.push_back(entry.range.upper->value);
  }
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
  begins_.assign(stretches() * 2 + 1, 0);
  for (const Entry& entry : entries) {
    visit_nodes(entry.range, [this](size_t node) { ++begins_[node + 1]; });
  }
  for (size_t node = 1; node < begins_.size(); ++node) begins_[node] += begins_[node - 1];
  values_.resize(begins_.back());
  std::vector<uint32_t> next = begins_;
  for (const Entry& entry : entries) {
    visit_nodes(entry.range, [&](size_t node) { values_[next[node]++] = entry.value; });
  }
}

size_t RangeIndex::stretch_of(double number) const {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), number);
  const auto below = static_cast<size_t>(bound - bounds_.begin()) * 2;
  return bound != bounds_.end() && *bound == number ? below + 1 : below;
}

// The few nodes that together cover the range's stretches.
template <class Visit>
void RangeIndex::visit_nodes(const NumericRange& range, Visit visit) const {
  size_t first = 0;
  size_t behind = stretches();
  if (range.lower) first = stretch_of(range.lower->value) + (range.lower->inclusive ? 0 : 1);
  if (range.upper) behind = stretch_of(range.upper->value) + (range.upper->inclusive ? 1 : 0);
  for (first += stretches(), behind += stretches(); first < behind; first /= 2, behind /= 2) {
    if (first % 2 == 1) visit(first++);
    if (behind % 2 == 1) visit(--behind);
  }
}

}  // namespace sb::pattern
