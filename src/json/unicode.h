// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Code points in and out of UTF-8. Lone surrogates, which only a JSON escape such as "\ud800" can bring in,
// are kept in WTF-8: the three bytes that UTF-8 would use for that number (ED A0 80 to ED BF BF). They
// therefore equal themselves and nothing else.
namespace sb::json {

// Returned by decode_code_point where the bytes are no code point.
inline constexpr char32_t kInvalidCodePoint = 0xFFFFFFFF;

enum class Surrogates { kRefuse, kAccept };

// Appends `code_point` (at most U+10FFFF, surrogates allowed) to `text`.
void append_code_point(std::string& text, char32_t code_point);

// The code point at `offset`, which moves behind it. On ill-formed bytes: kInvalidCodePoint, and `offset`
// moves by one byte. Overlong forms, numbers above U+10FFFF and, with kRefuse, surrogates are ill-formed.
char32_t decode_code_point(std::string_view text, size_t& offset, Surrogates surrogates);

// Length in UTF-16 code units of well-formed UTF-8 or WTF-8.
size_t utf16_length(std::string_view text);

// The order of java.lang.String: by UTF-16 code units. It differs from byte order above U+D7FF only.
bool less_utf16(std::string_view a, std::string_view b);

}  // namespace sb::json
