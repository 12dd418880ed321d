// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::base {

// A whole file; nullopt when there is none. Error: it is there and cannot be read, with the system's reason.
Result<std::optional<std::string>> read_file_if_any(const std::string& path);

// Error: something else than a plain file stands there (a folder, a device, a pipe).
Status check_plain_file_if_any(const std::string& path);

// Puts `text` in the place of the file, or of the one that a link there leads to, in one step, so that a
// reader sees the old or the new. Only the owner may read it. Error: the system's reason, or what stands
// there is no plain file; it stays then.
Status replace_private_file(const std::string& path, std::string_view text);

// Brings to the disk what was made and removed in a folder ("": the current one). False: errno says why.
bool sync_folder(const std::string& path);

// Makes a folder and those above it where they are missing; all of them are on disk then. Error: the system's
// reason.
Status make_folder(const std::string& path);

}  // namespace sb::base
