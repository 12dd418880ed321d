// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "json/unicode.h"
#include "pattern/parse_cursor.h"
#include "pattern/parse_predicate.h"
#include "pattern/wildcard_complexity.h"

namespace sb::pattern {

namespace {

using json::Token;

constexpr std::string_view kOr = "$or";

// Names that no field inside $or may have, at any depth.
constexpr std::array<std::string_view, 24> kReserved = {"exactly",
                                                        "equals-ignore-case",
                                                        "prefix",
                                                        "suffix",
                                                        "anything-but",
                                                        "exists",
                                                        "wildcard",
                                                        "numeric",
                                                        "cidr",
                                                        "=",
                                                        "<",
                                                        "<=",
                                                        ">",
                                                        ">=",
                                                        "regex",
                                                        "not-wildcard",
                                                        "date-after",
                                                        "date-on-or-after",
                                                        "date-before",
                                                        "date-on-or-before",
                                                        "in-date-range",
                                                        "ip-address-in-range",
                                                        "ip-address-not-in-range",
                                                        "not-equals-ignore-case"};

bool is_reserved(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

// Fields that have to hold together.
class Combination {
 public:
  // `field` stands for `path` from now on, in place of any earlier field.
  void put(uint32_t path, uint32_t field) {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), std::pair(path, uint32_t{0}));
    if (at != entries_.end() && at->first == path) {
      at->second = field;
    } else {
      entries_.insert(at, {path, field});
    }
  }

  size_t size() const { return entries_.size(); }

  // Path and field, by path.
  const std::vector<std::pair<uint32_t, uint32_t>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<uint32_t, uint32_t>> entries_;
};

using Combinations = std::vector<Combination>;

// Entries of combinations that may be copied while $or is taken apart, a bound on time and memory.
constexpr size_t kCopiesMax = size_t{1} << 22;

enum class Place { kPlain, kInsideOr };

// Recursion is as deep as the text is nested, which the tokenizer bounds.
class Parser {
 public:
  Parser(std::string_view text, size_t& wildcard_steps_left)
      : cursor_(text), wildcard_steps_left_(wildcard_steps_left) {}

  ParseResult parse() {
    ParseResult result;
    Combinations combinations(1);
    const bool whole = cursor_.expect_next(Token::kStartObject, "Filter is not an object") &&
                       parse_object(combinations, Place::kPlain) && cursor_.next() == Token::kEnd &&
                       check_complexity();
    if (!whole) {
      result.error = cursor_.error();
      return result;
    }
    order_sub_rules(combinations);
    result.pattern = std::move(pattern_);
    return result;
  }

 private:
  // From behind the opening brace.
  bool parse_object(Combinations& combinations, Place place) {
    bool any = false;
    while (cursor_.next() != Token::kEndObject) {
      if (cursor_.failed()) return false;
      any = true;
      const std::string name = cursor_.token_text();
      if (name == kOr) {
        if (!parse_or(combinations)) return false;
        continue;
      }
      if (place == Place::kInsideOr && is_reserved(name)) {
        return cursor_.fail(name + " is Ruler reserved fieldName which cannot be used inside $or.");
      }
      if (!parse_member(combinations, name, place)) return false;
    }
    return any || cursor_.fail("Empty objects are not allowed");
  }

  bool parse_member(Combinations& combinations, const std::string& name, Place place) {
    switch (cursor_.next()) {
      case Token::kStartObject:
        return parse_below(combinations, name, place);
      case Token::kStartArray:
        return parse_field(combinations, prefix_ + name);
      default:
        return cursor_.fail("\"" + name + "\" must be an object or an array");
    }
  }

  bool parse_below(Combinations& combinations, const std::string& name, Place place) {
    const size_t outside = prefix_.size();
    prefix_ += name;
    prefix_ += '.';
    const bool good = parse_object(combinations, place);
    prefix_.resize(outside);
    return good;
  }

  bool parse_field(Combinations& combinations, const std::string& path) {
    Field field;
    while (cursor_.next() != Token::kEndArray) {
      auto predicate = parse_predicate(cursor_);
      if (!predicate) return false;
      field.predicates.push_back(*std::move(predicate));
    }
    if (field.predicates.empty()) return cursor_.fail("Empty arrays are not allowed");
    path_bytes_ += path.size();
    if (path_bytes_ > kPathBytesMax) return fail_paths();
    field.path.name = path;
    for (const std::string_view segment : base::split(path, '.')) field.path.segments.emplace_back(segment);
    const uint32_t id = path_ids_.emplace(path, static_cast<uint32_t>(path_ids_.size())).first->second;
    for (Combination& combination : combinations) {
      combination.put(id, static_cast<uint32_t>(pattern_.fields.size()));
      if (combination.size() > kSubRuleFieldsMax) {
        return cursor_.fail_nowhere("Size of rule exceeds max value of " + std::to_string(kSubRuleFieldsMax));
      }
    }
    pattern_.fields.push_back(std::move(field));
    return true;
  }

  // Each combination so far is continued by each alternative.
  bool parse_or(Combinations& combinations) {
    if (!cursor_.expect_next(Token::kStartArray, "It must be an Array followed with $or.")) return false;
    Combinations joined;
    int alternatives = 0;
    while (cursor_.next() != Token::kEndArray) {
      ++alternatives;
      if (cursor_.token() != Token::kStartObject) {
        return cursor_.fail("Only JSON object is allowed in array of $or relationship.");
      }
      for (const Combination& combination : combinations) copies_ += combination.size();
      if (joined.size() + combinations.size() > kSubRulesMax || copies_ > kCopiesMax)
        return fail_combinations();
      Combinations branch = combinations;
      if (!parse_object(branch, Place::kInsideOr)) return false;
      if (joined.size() + branch.size() > kSubRulesMax) return fail_combinations();
      std::move(branch.begin(), branch.end(), std::back_inserter(joined));
    }
    if (alternatives < 2) return cursor_.fail("There must have at least 2 Objects in $or relationship.");
    combinations = std::move(joined);
    return true;
  }

  bool fail_combinations() {
    return cursor_.fail_by_us("$or makes more than " + std::to_string(kSubRulesMax) +
                              " combinations, more than Switchboard takes");
  }

  bool fail_paths() {
    return cursor_.fail_by_us("The names of all paths are longer than " + std::to_string(kPathBytesMax) +
                              " bytes, more than Switchboard takes");
  }

  bool check_complexity() {
    for (const Field& field : pattern_.fields) {
      const int complexity =
          wildcard_complexity(field.predicates, kWildcardComplexityMax, wildcard_steps_left_);
      if (complexity <= kWildcardComplexityMax) continue;
      return cursor_.fail_nowhere(
          "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
          "after a "
          "wildcard character");
    }
    return true;
  }

  // The place of each path in the order of their names, which may have long beginnings in common.
  std::vector<uint32_t> rank_paths() const {
    std::vector<std::pair<std::string_view, uint32_t>> paths(path_ids_.begin(), path_ids_.end());
    std::sort(paths.begin(), paths.end(),
              [](const auto& a, const auto& b) { return json::less_utf16(a.first, b.first); });
    std::vector<uint32_t> ranks(paths.size());
    for (uint32_t rank = 0; rank < paths.size(); ++rank) ranks[paths[rank].second] = rank;
    return ranks;
  }

  void order_sub_rules(const Combinations& combinations) {
    const std::vector<uint32_t> ranks = rank_paths();
    for (const Combination& combination : combinations) {
      auto entries = combination.entries();
      std::sort(entries.begin(), entries.end(),
                [&](const auto& a, const auto& b) { return ranks[a.first] < ranks[b.first]; });
      SubRule& sub_rule = pattern_.sub_rules.emplace_back();
      for (const auto& [path, field] : entries) sub_rule.push_back(field);
    }
  }

  ParseCursor cursor_;
  size_t& wildcard_steps_left_;
  Pattern pattern_;
  std::string prefix_;  // of the paths in the object at hand: empty, or it ends with '.'
  std::unordered_map<std::string, uint32_t> path_ids_;
  size_t path_bytes_ = 0;
  size_t copies_ = 0;
};

}  // namespace

ParseResult parse(std::string_view text) {
  size_t steps_left = wildcard_steps(text.size());
  return parse(text, steps_left);
}

ParseResult parse(std::string_view text, size_t& wildcard_steps_left) {
  return Parser(text, wildcard_steps_left).parse();
}

}  // namespace sb::pattern
