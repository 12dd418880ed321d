// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconcile/verify.h"

namespace sb::reconcile {

// From the integration over the partner event source to the bus: nothing for a stack that needs none. Pure;
// inside this folder only.
std::vector<Check> check_partner_road(const Desired& desired, const Observed& observed,
                                      const Commands& commands);

}  // namespace sb::reconcile
