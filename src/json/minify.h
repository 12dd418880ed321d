// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::json {

// JSON text without the blanks between its tokens; all else stays as spelled. `text` must be valid JSON.
std::string minify(std::string_view text);

}  // namespace sb::json
