// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace sb::base {

// Calls work(0) … work(count - 1), at most `workers` of them at a time on threads of their own, and returns
// when all have returned. With one worker, or one piece, on the caller's thread, in order. `work` does not
// throw.
void side_by_side(size_t count, size_t workers, const std::function<void(size_t)>& work);

// The same for pieces that wait for each other: a piece begins once every earlier piece in `needs[piece]` has
// returned, and once every piece of a lower `stage` has. Stages never fall from one piece to the next. Among
// those that may begin, the first goes first.
struct Schedule {
  std::vector<std::vector<size_t>> needs;  // by piece
  std::vector<size_t> stage;               // by piece
};
void side_by_side(const Schedule& schedule, size_t workers, const std::function<void(size_t)>& work);

}  // namespace sb::base
