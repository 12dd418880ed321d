// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/schedule.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/text.h"

namespace sb::cloud::eventbridge {
namespace {

// One of cron's six fields.
struct Field {
  int64_t least;
  int64_t most;
  std::span<const std::string_view> names;  // of least, least + 1, …
  std::string_view letters;                 // of ? L W #, those that it may have
};

constexpr std::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                        "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::string_view kDays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

constexpr std::array<Field, 6> kFields{{{0, 59, {}, ""},
                                        {0, 23, {}, ""},
                                        {1, 31, {}, "?LW"},
                                        {1, 12, kMonths, ""},
                                        {1, 7, kDays, "?L#"},
                                        {1970, 2199, {}, ""}}};

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<int64_t> value_of(std::string_view text, const Field& field) {
  for (size_t i = 0; i < field.names.size(); ++i) {
    if (base::equals_ignore_case(text, field.names[i])) return field.least + static_cast<int64_t>(i);
  }
  const auto number = is_digits(text) ? base::parse_int(text) : std::nullopt;
  return number && *number >= field.least && *number <= field.most ? number : std::nullopt;
}

bool is_range(std::string_view text, const Field& field) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return value_of(text, field).has_value();
  return value_of(text.substr(0, dash), field) && value_of(text.substr(dash + 1), field);
}

// "MON#2", "5L", "15W".
bool is_special(std::string_view text, const Field& field) {
  const auto allows = [&](char c) { return field.letters.find(c) != std::string_view::npos; };
  if (const size_t hash = text.find('#'); hash != std::string_view::npos) {
    const std::string_view which = text.substr(hash + 1);
    return allows('#') && value_of(text.substr(0, hash), field) && which.size() == 1 && which >= "1" &&
           which <= "5";
  }
  if (text == "L") return allows('L');
  if (text == "LW") return allows('L') && allows('W');
  if (text.size() < 2 || (text.back() != 'L' && text.back() != 'W') || !allows(text.back())) return false;
  return value_of(text.substr(0, text.size() - 1), field).has_value();
}

bool is_item(std::string_view text, const Field& field) {
  if (is_special(text, field)) return true;
  const size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view step = text.substr(slash + 1);
    if (!is_digits(step) || step.find_first_not_of('0') == std::string_view::npos) return false;
    text = text.substr(0, slash);
  }
  return text == "*" || is_range(text, field);
}

bool is_field(std::string_view text, const Field& field) {
  if (text == "?") return field.letters.find('?') != std::string_view::npos;
  const auto items = base::split(text, ',');
  return std::all_of(items.begin(), items.end(), [&](std::string_view item) { return is_item(item, field); });
}

bool is_cron(std::string_view text) {
  std::vector<std::string_view> fields = base::split(text, ' ');
  std::erase(fields, std::string_view());
  if (fields.size() != kFields.size()) return false;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!is_field(fields[i], kFields[i])) return false;
  }
  return (fields[2] == "?") != (fields[4] == "?");
}

bool is_rate(std::string_view text) {
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos || !is_digits(text.substr(0, blank))) return false;
  const auto count = base::parse_int(text.substr(0, blank));
  if (!count || *count <= 0) return false;
  const std::string_view unit = text.substr(blank + 1);
  return *count == 1 ? unit == "minute" || unit == "hour" || unit == "day"
                     : unit == "minutes" || unit == "hours" || unit == "days";
}

}  // namespace

bool is_schedule(std::string_view text) {
  if (!text.ends_with(')')) return false;
  text.remove_suffix(1);
  if (text.starts_with("rate(")) return is_rate(text.substr(5));
  return text.starts_with("cron(") && is_cron(text.substr(5));
}

}  // namespace sb::cloud::eventbridge
