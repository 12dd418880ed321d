// SPDX-License-Identifier: Apache-2.0
#include "pattern/wildcard.h"

#include <cstring>

namespace sb::pattern {

namespace {

WildcardError refuse(std::string_view what, size_t offset) {
  constexpr size_t kOpeningQuote = 1;
  return {std::string(what) + " at pos " + std::to_string(offset + kOpeningQuote)};
}

}  // namespace

std::variant<Wildcard, WildcardError> parse_wildcard(std::string_view expression) {
  Wildcard wildcard{{""}};
  for (size_t i = 0; i < expression.size(); ++i) {
    const char next = i + 1 < expression.size() ? expression[i + 1] : '\0';
    if (expression[i] == '*') {
      if (next == '*') return refuse("Consecutive wildcard characters", i);
      wildcard.pieces.emplace_back();
    } else if (expression[i] == '\\') {
      if (next != '*' && next != '\\') return refuse("Invalid escape character", i);
      wildcard.pieces.back().push_back(next);
      ++i;
    } else {
      wildcard.pieces.back().push_back(expression[i]);
    }
  }
  return wildcard;
}

// The first and last piece are anchored; those between are taken where they first occur, which leaves the
// most room.
bool matches_wildcard(const Wildcard& wildcard, std::string_view text) {
  const auto& pieces = wildcard.pieces;
  if (pieces.size() == 1) return text == pieces.front();
  if (text.size() < pieces.front().size() + pieces.back().size()) return false;
  if (!text.starts_with(pieces.front()) || !text.ends_with(pieces.back())) return false;
  text.remove_prefix(pieces.front().size());
  text.remove_suffix(pieces.back().size());
  for (size_t i = 1; i + 1 < pieces.size(); ++i) {
    // memmem is linear whatever the piece; std::string_view::find is not.
    const void* found = memmem(text.data(), text.size(), pieces[i].data(), pieces[i].size());
    if (found == nullptr) return false;
    text.remove_prefix(static_cast<size_t>(static_cast<const char*>(found) - text.data()) + pieces[i].size());
  }
  return true;
}

}  // namespace sb::pattern
