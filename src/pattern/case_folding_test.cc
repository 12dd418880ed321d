// SPDX-License-Identifier: Apache-2.0
#include "pattern/case_folding.h"

#include <gtest/gtest.h>

#include "json/unicode.h"

namespace sb::pattern {
namespace {

TEST(CaseVariants, FollowUnicodesFullMappings) {
  const auto variants = [](char32_t c) {
    const CaseVariants v = case_variants(c);
    return v.lower + "|" + v.upper;
  };
  EXPECT_EQ(variants(U'a'), "a|A");
  EXPECT_EQ(variants(U'Z'), "z|Z");
  EXPECT_EQ(variants(U'@'), "@|@");
  EXPECT_EQ(variants(U'['), "[|[");
  EXPECT_EQ(variants(U'é'), "é|É");
  EXPECT_EQ(variants(U'ß'), "ß|SS");
  EXPECT_EQ(variants(U'ẞ'), "ß|ẞ");
  EXPECT_EQ(variants(U'ﬁ'), "ﬁ|FI");
  EXPECT_EQ(variants(U'İ'), "i\u0307|İ");
  EXPECT_EQ(variants(U'ı'), "ı|I");
  EXPECT_EQ(variants(U'ſ'), "ſ|S");
  EXPECT_EQ(variants(U'\u212A'), "k|\u212A");
  EXPECT_EQ(variants(U'Σ'), "σ|Σ");
  EXPECT_EQ(variants(U'ς'), "ς|Σ");
  EXPECT_EQ(variants(U'ǅ'), "ǆ|Ǆ");
  EXPECT_EQ(variants(U'ⱥ'), "ⱥ|Ⱥ");
  EXPECT_EQ(variants(U'𐐀'), "𐐨|𐐀");
  EXPECT_EQ(variants(U'雨'), "雨|雨");
  EXPECT_EQ(variants(U'😀'), "😀|😀");
}

TEST(CaseVariants, NeitherBeginsOrEndsWithTheOther) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const auto [lower, upper] = case_variants(c);
    if (lower == upper) continue;
    ASSERT_FALSE(lower.starts_with(upper) || upper.starts_with(lower)) << static_cast<uint32_t>(c);
    ASSERT_FALSE(lower.ends_with(upper) || upper.ends_with(lower)) << static_cast<uint32_t>(c);
  }
}

TEST(EqualsIgnoringCase, IsThePatternsView) {
  EXPECT_TRUE(equals_ignoring_case("straße", "STRASSE"));
  EXPECT_TRUE(equals_ignoring_case("straße", "Straße"));
  EXPECT_FALSE(equals_ignoring_case("STRASSE", "straße"));
  EXPECT_FALSE(equals_ignoring_case("straße", "strasse"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("ab", "a"));
  EXPECT_TRUE(equals_ignoring_case("", ""));
  EXPECT_FALSE(equals_ignoring_case("ǅ", "ǅ"));
}

TEST(EqualsIgnoringCase, ALoneSurrogateEqualsItselfOnly) {
  std::string surrogate;
  json::append_code_point(surrogate, 0xD83D);
  EXPECT_TRUE(equals_ignoring_case(surrogate, surrogate));
  EXPECT_FALSE(equals_ignoring_case(surrogate, "?"));
}

TEST(AffixesIgnoringCase, AreAnchored) {
  EXPECT_TRUE(starts_ignoring_case("eventB", "EVENTBridge"));
  EXPECT_FALSE(starts_ignoring_case("vent", "EVENTBridge"));
  EXPECT_TRUE(ends_ignoring_case("straße", "XSTRASSE"));
  EXPECT_TRUE(ends_ignoring_case("😀x", "a😀X"));
  EXPECT_FALSE(ends_ignoring_case("longer", "er"));
  EXPECT_TRUE(ends_ignoring_case("", ""));
}

TEST(AppendFolded, BringsTogetherBothSpellingsOfEveryCharacter) {
  const auto folded = [](std::string_view text) {
    std::string out;
    append_folded(text, out);
    return out;
  };
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const CaseVariants variants = case_variants(c);
    ASSERT_EQ(folded(variants.lower), folded(variants.upper)) << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(folded("aZ-5"), "AZ-5");
  EXPECT_EQ(folded("straße"), folded("STRASSE"));
}

}  // namespace
}  // namespace sb::pattern
