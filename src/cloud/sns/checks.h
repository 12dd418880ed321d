// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sb::cloud::sns {

// 36 characters, hexadecimal digits in groups of 8, 4, 4, 4 and 12.
bool is_uuid(std::string_view text);
// Code points of well-formed UTF-8.
size_t count_characters(std::string_view text);
// True where a C0 or C1 control character or DEL stands in well-formed UTF-8.
bool has_control_characters(std::string_view text);
// 1 to 128 printable ASCII characters without spaces: message group ids.
bool is_group_id(std::string_view text);

}  // namespace sb::cloud::sns
