// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace sb::cli {

// What to do about a file that is there already.
enum class Existing { kRefuse, kReplace };

// Writes a whole file. Error: it exists (kRefuse), or cannot be written.
base::Status write_file(const std::string& path, const std::string& text, Existing existing);

}  // namespace sb::cli
