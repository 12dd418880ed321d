// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sb::reconcile {

// True for an event pattern in which a `wildcard` stands.
bool has_wildcard(const std::string& pattern);

}  // namespace sb::reconcile
