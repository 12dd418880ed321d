// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::pattern {

// What to write instead, for a reason of ParseError; "" where there is nothing to add.
std::string hint_for(std::string_view reason);

}  // namespace sb::pattern
