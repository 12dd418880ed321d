// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <set>

namespace sb::base {

// True when an item is in both.
template <typename Item>
bool share(const std::set<Item>& a, const std::set<Item>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Item& item) { return b.contains(item); });
}

}  // namespace sb::base
