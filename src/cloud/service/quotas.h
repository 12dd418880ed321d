// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sb::cloud::service {

// Whether AWS's limits on pace hold: requests a second, and what may not be done again within 60 seconds.
// Limits on sizes and counts always hold.
enum class Quotas { kNone, kAws };

}  // namespace sb::cloud::service
