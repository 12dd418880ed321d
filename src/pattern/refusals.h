// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sb::pattern {

// One fault of a pattern's text.
struct Refusal {
  std::string reason;            // as in ParseError
  std::optional<size_t> offset;  // a byte of the text in what is at fault; nullopt for the pattern as a whole
  std::string hint;
  bool ours = false;  // as in ParseError
};

// Every fault that parse() would find in an event pattern if those before it were mended: each list of values
// is held up on its own; the fault of the whole where none of them has one. Empty for a good pattern.
std::vector<Refusal> find_refusals(std::string_view text);

}  // namespace sb::pattern
