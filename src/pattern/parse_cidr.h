// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "pattern/ast.h"

namespace sb::pattern {

struct CidrError {
  std::string reason;  // AWS names no place for these
};

// "10.0.0.0/8": an address (ip_address.h), one slash and the number of mask bits, below the address's own;
// "+8" and "08" are accepted, as are slashes behind. Bits of the host are kept and do not matter.
std::variant<Cidr, CidrError> parse_cidr(std::string_view text);

}  // namespace sb::pattern
