// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/http_message.h"

namespace sb::net {

// The status line and header of an answer, blank line included. Content-Length is that of the body (none for
// 1xx, 204, 304), Connection as given. Line ends inside a header's value become spaces.
std::string response_head(const HttpResponse& response, std::string_view date, bool keep_alive);

}  // namespace sb::net
