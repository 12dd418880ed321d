// SPDX-License-Identifier: Apache-2.0
#include "pattern/case_folding.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "json/unicode.h"
#include "pattern/case_folding_table.h"

namespace sb::pattern {

namespace {

std::string encode(char32_t code_point) {
  std::string text;
  json::append_code_point(text, code_point);
  return text;
}

std::string encode(const char32_t* code_points) {
  std::string text;
  for (; *code_points != 0; ++code_points) json::append_code_point(text, *code_points);
  return text;
}

const CaseExpansion* find_expansion(char32_t code_point) {
  const auto* found = std::lower_bound(std::begin(kCaseExpansions), std::end(kCaseExpansions), code_point,
                                       [](const CaseExpansion& e, char32_t c) { return e.code_point < c; });
  return found != std::end(kCaseExpansions) && found->code_point == code_point ? found : nullptr;
}

// Ranges of stride 2 may interleave, so the nearest few that begin before the code point are looked at.
const CaseRange* find_range(char32_t code_point) {
  constexpr int kInterleavedMax = 3;
  const auto* after = std::upper_bound(std::begin(kCaseRanges), std::end(kCaseRanges), code_point,
                                       [](char32_t c, const CaseRange& range) { return c < range.first; });
  for (int i = 0; i < kInterleavedMax && after != std::begin(kCaseRanges); ++i) {
    --after;
    if (code_point <= after->last && (code_point - after->first) % after->stride == 0) return after;
  }
  return nullptr;
}

char32_t shift(char32_t code_point, int32_t delta) {
  return static_cast<char32_t>(static_cast<int32_t>(code_point) + delta);
}

CaseVariants ascii_variants(char32_t code_point) {
  const char32_t letter = code_point | 0x20;
  const bool is_letter = letter >= U'a' && letter <= U'z';
  return is_letter ? CaseVariants{encode(letter), encode(letter - 0x20)}
                   : CaseVariants{encode(code_point), encode(code_point)};
}

}  // namespace

CaseVariants case_variants(char32_t code_point) {
  if (code_point < 0x80) return ascii_variants(code_point);
  if (const CaseExpansion* expansion = find_expansion(code_point)) {
    return {encode(expansion->lower), encode(expansion->upper)};
  }
  if (const CaseRange* range = find_range(code_point)) {
    return {encode(shift(code_point, range->lower_delta)), encode(shift(code_point, range->upper_delta))};
  }
  return {encode(code_point), encode(code_point)};
}

std::optional<size_t> match_front_ignoring_case(std::string_view pattern, std::string_view text) {
  size_t covered = 0;
  for (size_t offset = 0; offset < pattern.size();) {
    const CaseVariants variants =
        case_variants(json::decode_code_point(pattern, offset, json::Surrogates::kAccept));
    const std::string_view rest = text.substr(covered);
    if (rest.starts_with(variants.lower)) {
      covered += variants.lower.size();
    } else if (rest.starts_with(variants.upper)) {
      covered += variants.upper.size();
    } else {
      return std::nullopt;
    }
  }
  return covered;
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

void append_folded(std::string_view text, std::string& out) {
  if (is_ascii(text)) {
    const size_t before = out.size();
    out.resize(before + text.size());
    std::transform(text.begin(), text.end(), out.begin() + static_cast<std::ptrdiff_t>(before),
                   [](char c) { return static_cast<char>(c - (c >= 'a' && c <= 'z' ? 0x20 : 0)); });
    return;
  }
  for (size_t offset = 0; offset < text.size();) {
    const std::string lower =
        case_variants(json::decode_code_point(text, offset, json::Surrogates::kAccept)).lower;
    for (size_t at = 0; at < lower.size();) {
      out += case_variants(json::decode_code_point(lower, at, json::Surrogates::kAccept)).upper;
    }
  }
}

bool equals_ignoring_case(std::string_view pattern, std::string_view text) {
  return match_front_ignoring_case(pattern, text) == text.size();
}

bool starts_ignoring_case(std::string_view pattern, std::string_view text) {
  return match_front_ignoring_case(pattern, text).has_value();
}

bool ends_ignoring_case(std::string_view pattern, std::string_view text) {
  std::vector<CaseVariants> characters;
  for (size_t offset = 0; offset < pattern.size();) {
    characters.push_back(case_variants(json::decode_code_point(pattern, offset, json::Surrogates::kAccept)));
  }
  for (auto variants = characters.rbegin(); variants != characters.rend(); ++variants) {
    if (text.ends_with(variants->lower)) {
      text.remove_suffix(variants->lower.size());
    } else if (text.ends_with(variants->upper)) {
      text.remove_suffix(variants->upper.size());
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace sb::pattern
