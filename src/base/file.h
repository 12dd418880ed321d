// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::base {

// A whole file; nullopt when there is none. Error: it is there and cannot be read, with the system's reason.
Result<std::optional<std::string>> read_file_if_any(const std::string& path);

// Puts `text` in the place of the file in one step, so that a reader sees the old or the new. Only the owner
// may read it. Error: the system's reason; the old file stands then.
Status replace_private_file(const std::string& path, std::string_view text);

}  // namespace sb::base
