// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "reconcile/apply.h"

namespace sb::reconcile {

// Reads what the changes of `plan` that were done have written, and names those that do not read as written:
// "aws.rule NAME", sorted. AWS may answer for a moment as before a write, so what does not fit is read three
// times, `wait` between. It costs EventBridge calls only for pages of lists of rules, and one for each rule
// of which nothing but targets was written. Error: a read that failed.
base::Result<std::vector<std::string>> find_unconfirmed(const World& world, const Plan& plan,
                                                        const ApplyResult& result,
                                                        const std::function<void(base::Milliseconds)>& wait,
                                                        size_t workers = kWorkers);

}  // namespace sb::reconcile
