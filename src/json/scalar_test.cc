// SPDX-License-Identifier: Apache-2.0
#include "json/scalar.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "json/tokenizer.h"

namespace sb::json {
namespace {

TEST(NumberLength, IsThatOfTheNumberInFront) {
  for (const char* number :
       {"0", "-0", "7", "10", "-1.5", "1e5", "1E+5", "2.25e-10", "1234567890123456789012345"}) {
    EXPECT_EQ(number_length(number), std::string_view(number).size()) << number;
    EXPECT_EQ(number_length(std::string(number) + ",1"), std::string_view(number).size()) << number;
  }
}

TEST(NumberLength, IsZeroForWhatIsNone) {
  for (const char* text : {"", "-", "01", "-01", "1.", "1.e5", ".5", "1e", "1e+", "+1", "x", "-x"}) {
    EXPECT_EQ(number_length(text), 0u) << text;
  }
}

TEST(NumberLength, StopsBehindAWholeZero) { EXPECT_EQ(number_length("0x10"), 1u); }

TEST(IsCommonScalar, KnowsLiteralsAndShortNumbers) {
  for (const char* scalar : {"0", "-0", "7", "10", "-1", "2.62", "0.5", "-0.25", "12345678", "123456.8",
                             "123456789", "-1234567890123456", "true", "false", "null"}) {
    const std::string text = std::string(scalar) + ",\"next\":1";
    EXPECT_TRUE(is_common_scalar(text, 0, std::string_view(scalar).size())) << scalar;
  }
}

TEST(IsCommonScalar, ReadsNothingBehindTheText) {
  for (size_t size = 1; size <= 17; ++size) {
    const std::vector<char> exact(size, '1');
    EXPECT_EQ(is_common_scalar({exact.data(), size}, 0, size), size == 1 || (size >= 8 && size <= 16))
        << size;
  }
}

TEST(IsCommonScalar, NeverTakesWhatIsNone) {
  std::mt19937 random(3);
  for (const char* scalar : {"-true", "-null", "nulls", "tru", "falsy", "true "}) {
    EXPECT_FALSE(is_common_scalar(std::string(scalar) + ",12345678", 0, std::string_view(scalar).size()));
  }
  for (int i = 0; i < 200000; ++i) {
    std::string scalar;
    for (size_t n = 1 + random() % 18; n > 0; --n)
      scalar.push_back("0123456789.-e+ /:\xB0"[random() % 40 % 19]);
    const std::string text = scalar + ",12345678";
    if (is_common_scalar(text, 0, scalar.size())) {
      ASSERT_EQ(number_length(text), scalar.size()) << scalar;
    }
  }
}

TEST(Unescape, TakesWhatTheTokenizerTakesAndMeansTheSame) {
  for (const char* raw :
       {"", "plain", R"(a\"b)", R"(\\\/\b\f\n\r\t)", R"(\u0041\u00e9\u20ac)", R"(\ud83d\ude00)", R"(\ud83d)",
        R"(\ude00)", R"(\ud83dx)", R"(\ud83d\u0041)", R"(\ud83d\ud83d\ude00)", R"(\u)", R"(\u12)",
        R"(\u12g4)", R"(\x)", "\\", R"(\ud83d\u12)", R"(\u00E9\u00e9)", "é\\n€"}) {
    const std::string quoted = '"' + std::string(raw) + '"';
    Tokenizer tokenizer(quoted);
    ASSERT_EQ(tokenizer.next(), Token::kString);
    const std::string expected = tokenizer.token_text();
    const bool good = !tokenizer.failed() && tokenizer.position() == quoted.size();
    std::string out;
    EXPECT_EQ(unescape(raw, out), good) << raw;
    EXPECT_EQ(has_good_escapes(raw), good) << raw;
    if (good) {
      EXPECT_EQ(out, expected) << raw;
    }
  }
}

TEST(Unescape, AppendsToWhatIsThere) {
  std::string out = "a";
  ASSERT_TRUE(unescape(R"(\u0062c)", out));
  EXPECT_EQ(out, "abc");
}

}  // namespace
}  // namespace sb::json
