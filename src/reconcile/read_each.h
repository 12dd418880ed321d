// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/side_by_side.h"

namespace sb::reconcile {

// What `read` gives for each of `keys`, in their order, read side by side. Error: the first one; nothing
// further is read then.
template <class Value, class Keys, class Read>
base::Result<std::vector<Value>> read_each(const Keys& keys, size_t workers, Read read) {
  std::vector<const typename Keys::value_type*> order;
  for (const auto& key : keys) order.push_back(&key);
  std::vector<std::optional<base::Result<Value>>> answers(order.size());
  std::atomic<bool> failed{false};
  base::side_by_side(order.size(), workers, [&](size_t i) {
    if (failed) return;
    answers[i] = read(*order[i]);
    if (!answers[i]->ok()) failed = true;
  });
  std::vector<Value> out;
  for (auto& answer : answers) {
    if (answer && !answer->ok()) return answer->error();
  }
  for (auto& answer : answers) out.push_back(std::move(**answer));
  return out;
}

}  // namespace sb::reconcile
