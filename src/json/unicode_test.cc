// SPDX-License-Identifier: Apache-2.0
#include "json/unicode.h"

#include <gtest/gtest.h>

#include <vector>

namespace sb::json {
namespace {

std::string encoded(char32_t code_point) {
  std::string text;
  append_code_point(text, code_point);
  return text;
}

TEST(Unicode, EveryCodePointComesBackFromItsBytes) {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    const std::string text = encoded(code_point);
    size_t offset = 0;
    ASSERT_EQ(decode_code_point(text, offset, Surrogates::kAccept), code_point);
    ASSERT_EQ(offset, text.size());
    ASSERT_EQ(utf16_length(text), code_point < 0x10000 ? 1u : 2u);
  }
}

TEST(Unicode, IllFormedBytesAreRefusedOneByOne) {
  for (const std::string_view bad : {"\x80", "\xC0\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82",
                                     "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    size_t offset = 0;
    EXPECT_EQ(decode_code_point(bad, offset, Surrogates::kAccept), kInvalidCodePoint);
    EXPECT_EQ(offset, 1u);
  }
}

TEST(Unicode, SurrogatesAreAcceptedOnRequestOnly) {
  const std::string surrogate = encoded(0xD800);
  size_t offset = 0;
  EXPECT_EQ(decode_code_point(surrogate, offset, Surrogates::kRefuse), kInvalidCodePoint);
  offset = 0;
  EXPECT_EQ(decode_code_point(surrogate, offset, Surrogates::kAccept), char32_t{0xD800});
}

TEST(Unicode, OrdersByUtf16Units) {
  // U+FF01 comes after U+1F600 (D83D DE00), although its bytes come before.
  const std::vector<std::string> ordered = {"",           "a",          "a!",
                                            "a.b",        "ab",         "b",
                                            "é",          "雨",         encoded(0xD800),
                                            "\U0001F600", "\U0001F601", encoded(0xDFFF),
                                            "\uFF01"};
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j)
      EXPECT_EQ(less_utf16(ordered[i], ordered[j]), i < j) << i << " " << j;
  }
}

}  // namespace
}  // namespace sb::json
