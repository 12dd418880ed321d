// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <utility>

#include "base/diagnostics.h"

namespace sb::spec {

// Where variables that are not set stand in a file. What else is found wrong there follows from the missing
// value, and would only repeat the one finding that names the variable.
class UnsetVariables {
 public:
  // A value that lacks one, or the map that the value is in.
  void note(base::SourcePosition place) {
    places_.insert({place.line, place.column});
    ++count_;
  }
  size_t count() const { return count_; }
  // Takes findings at those places away, but for the variables themselves and for braces without quotes and
  // keys that are unknown or stand twice, which no value could mend.
  void drop_consequences(base::Diagnostics& diagnostics) const;

 private:
  std::set<std::pair<int, int>> places_;
  size_t count_ = 0;
};

}  // namespace sb::spec
