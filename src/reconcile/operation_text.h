// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "reconcile/plan.h"

namespace sb::reconcile {

// All that the calls say, as text: equal exactly for operations that do the same in the same order. For
// comparing, not for people.
std::string text_of(const std::vector<Operation>& operations);

}  // namespace sb::reconcile
