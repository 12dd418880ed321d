// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sb::base {

// True for an address of `scheme` ("https") with a host (RFC 3986): no blanks, control characters, quotes,
// angle brackets or backslashes, one "@" at most before the host, digits for a port. Beside that no "@"
// behind the host where a port or a user stands with it: "https://user:1/2@host" is a password with a "/"
// that is not written %2F.
bool is_web_address(std::string_view text, std::string_view scheme);

}  // namespace sb::base
