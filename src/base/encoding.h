// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostics.h"

namespace sb::base {

// Why a file is no UTF-8 text, and where that shows first.
struct BadEncoding {
  SourcePosition position;  // columns count bytes
  std::string reason;       // "the byte 0xE9 is not UTF-8"
  std::string hint;
};

// nullopt for UTF-8, with or without a byte order mark. A NUL is in no text.
std::optional<BadEncoding> find_bad_encoding(std::string_view text);

// The text without the byte order mark of UTF-8 that may begin it.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace sb::base
