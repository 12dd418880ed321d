// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sb::reconcile {

// The queue ids of one route, by the number of the rule that holds them. A part may be empty: its rule is not
// needed.
using QueueParts = std::vector<std::vector<std::string>>;

// How long a pattern is in UTF-16 units, by the ids in it: `fixed` beside them, and each id `times` over.
class PatternLength {
 public:
  // `make` gives a route's pattern for a list of ids.
  explicit PatternLength(const std::function<std::string(const std::vector<std::string>&)>& make);
  size_t of(const std::vector<std::string>& ids) const;
  // What one more id adds to a list that is not empty.
  size_t of_one_more(const std::string& id) const;

 private:
  size_t fixed_ = 0;
  size_t times_ = 1;
};

// Spreads `ids` over as many rules as patterns of `length_max` need. `live` is where ids stand already: an id
// stays in its rule as long as that has room for it, so that one queue more or less changes one rule; new ids
// fill the room there is before a further rule is begun. An id that alone is too long stands in a part of its
// own.
QueueParts spread(const std::vector<std::string>& ids, const QueueParts& live, const PatternLength& length,
                  size_t length_max);

// The name of part `part` of a route's rule, for the group `group` of its targets (both from 0): NAME,
// NAME-2, NAME-3, …; further groups of targets NAME-t2, NAME-2-t2. Over 64 characters it is cut with a stable
// hash.
std::string part_name(const std::string& rule, size_t part, size_t group);

}  // namespace sb::reconcile
