// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sb::base {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
// ASCII only; bytes above 0x7F stay.
std::string to_lower(std::string_view text);
bool equals_ignore_case(std::string_view a, std::string_view b);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// A whole decimal integer with optional sign, nothing else; nullopt when it does not fit.
std::optional<int64_t> parse_int(std::string_view text);

// RFC 3986: unreserved A-Za-z0-9-._~ stay, every other byte becomes %XX in upper case.
std::string percent_encode(std::string_view text);
// Undoes percent_encode; '+' becomes a space only where `plus_is_space`. Broken escapes stay as they are.
enum class Plus { kLiteral, kSpace };
std::string percent_decode(std::string_view text, Plus plus = Plus::kLiteral);

// `*` matches any run of characters, `?` one, all else itself.
bool glob_match(std::string_view pattern, std::string_view text);
bool glob_match_ignore_case(std::string_view pattern, std::string_view text);

// The candidate nearest to `word` by edit distance, if near enough to be a plausible slip.
std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates);

// `text`, which is UTF-8, or as much of its beginning as fits into `bytes_max` and an ellipsis.
std::string cut_text(const std::string& text, size_t bytes_max);

// `text`, which is UTF-8 or WTF-8, with what a terminal would obey in place of showing it as \uXXXX: control
// characters, and the marks that turn the direction of writing; so are lone surrogates. Line ends and tabs
// are written "\n", "\t", or kept.
enum class Lines { kEscaped, kKept };
std::string printable(std::string_view text, Lines lines = Lines::kEscaped);

// True for well-formed UTF-8 without surrogates or overlong forms.
bool is_utf8(std::string_view text);
// True when `text`, which is UTF-8, has only what XML 1.0 can hold: no control characters but tab and line
// ends, no U+FFFE and no U+FFFF.
bool is_xml_text(std::string_view text);
// How many of the first bytes of `text` are that.
size_t utf8_length(std::string_view text);

}  // namespace sb::base
