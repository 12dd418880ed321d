// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sb::cloud::sns {

// Why an operation that SNS has is not served here; nullptr for any other.
const char* why_unserved(const std::string& operation);

}  // namespace sb::cloud::sns
