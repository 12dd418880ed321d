// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::json {

// Appends JSON text without the blanks between its tokens; all else stays as spelled. `text` must be valid
// JSON.
void append_minified(std::string& out, std::string_view text);
std::string minify(std::string_view text);

}  // namespace sb::json
