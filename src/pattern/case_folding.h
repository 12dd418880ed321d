// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// equals-ignore-case as event-ruler does it: each character of the *pattern* may stand in the event in its
// lower or its upper case, with Unicode's full mappings (ß is "ß" or "SS", ﬁ is "ﬁ" or "FI", İ is "i̇" or
// "İ"). It is therefore not symmetric: "straße" accepts "STRASSE", not the reverse; "Σ" does not accept a
// final "ς"; "ǅ", whose cases are "ǆ" and "Ǆ", does not even accept itself. Outside the Basic Multilingual
// Plane, where event-ruler breaks characters in two and accepts "??", the same rule is applied to whole code
// points: 😀 accepts 😀, and 𐐀 accepts 𐐨. Mappings: Unicode 14.0.0, without any language's own rules. Texts
// are UTF-8 or WTF-8.
namespace sb::pattern {

// The two spellings of a code point that a pattern accepts, equal for a character without case. Neither
// begins or ends with the other unless they are equal, so a text fits in at most one way.
struct CaseVariants {
  std::string lower;
  std::string upper;
};

CaseVariants case_variants(char32_t code_point);

// The bytes of `text` that `pattern` covers from the front; nullopt when it does not fit.
std::optional<size_t> match_front_ignoring_case(std::string_view pattern, std::string_view text);

// Appends `text` with every character in the upper case of its lower case. Where `pattern` covers a text in
// the sense above, both fold to the same bytes. The reverse holds where both are ASCII.
void append_folded(std::string_view text, std::string& out);

bool is_ascii(std::string_view text);

bool equals_ignoring_case(std::string_view pattern, std::string_view text);
bool starts_ignoring_case(std::string_view pattern, std::string_view text);
bool ends_ignoring_case(std::string_view pattern, std::string_view text);

}  // namespace sb::pattern
