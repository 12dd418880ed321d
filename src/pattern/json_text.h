// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "json/reader.h"

// JSON written with the spellings that were read. For events and patterns; see json/document.h for the rest.
namespace sb::pattern {

// Appends `text` (UTF-8 or WTF-8) in quotes; lone surrogates and controls become escapes.
void append_quoted(std::string_view text, std::string& out);
std::string quoted(std::string_view text);

// The node and all below it, compact, numbers as they were spelled.
std::string to_text(const json::Node& node);

}  // namespace sb::pattern
