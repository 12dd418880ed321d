// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sb::pattern {

// A wildcard expression: literal pieces with any run of characters, also none, between one and the next.
// "a*b\*" has the pieces "a" and "b*"; without a star there is one piece. Never empty.
struct Wildcard {
  std::vector<std::string> pieces;
};

// Why an expression is refused, in event-ruler's words. It counts positions in UTF-8 bytes from the opening
// quote.
struct WildcardError {
  std::string reason;
};

// `*` is the wildcard, `\*` and `\\` stand for themselves. Refused: two stars in a row, every other use of
// `\`.
std::variant<Wildcard, WildcardError> parse_wildcard(std::string_view expression);

// True if the whole of `text` fits. Time: linear in the text and the pieces.
bool matches_wildcard(const Wildcard& wildcard, std::string_view text);

}  // namespace sb::pattern
