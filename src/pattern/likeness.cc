// SPDX-License-Identifier: Apache-2.0
#include "pattern/likeness.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "base/text.h"

namespace sb::pattern {

namespace {

constexpr size_t kSlipLengthMin = 4;
constexpr size_t kLongText = 8;  // from here on two letters may differ
constexpr size_t kSlipLengthMax = 512;
constexpr size_t kTellingKey = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_digits(std::string_view text) {
  std::string out(text);
  std::erase_if(out, is_digit);
  return out;
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j - 1] + 1, diagonal + 1, change});
    }
  }
  return row[b.size()];
}

// In lower case, without what parts words.
std::string squash(std::string_view text) {
  std::string out = base::to_lower(text);
  std::erase_if(out, [](char c) { return c == '.' || c == '_' || c == '-' || c == ' '; });
  return out;
}

// The last `keys` keys of a path.
std::string_view tail(std::string_view path, int keys) {
  size_t at = path.size();
  for (; keys > 0 && at != std::string_view::npos; --keys) {
    at = at == 0 ? std::string_view::npos : path.rfind('.', at - 1);
  }
  return at == std::string_view::npos ? path : path.substr(at + 1);
}

std::string_view parent(std::string_view path) {
  const size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

}  // namespace

bool is_slip(std::string_view a, std::string_view b) {
  const size_t shorter = std::min(a.size(), b.size());
  if (shorter < kSlipLengthMin || std::max(a.size(), b.size()) > kSlipLengthMax) return false;
  if (without_digits(a) == without_digits(b)) return false;
  const size_t allowed = shorter < kLongText ? 1 : 2;
  return edit_distance(a, b) <= allowed;
}

int path_likeness(std::string_view wanted, std::string_view other) {
  if (squash(wanted) == squash(other)) return 4;
  const std::string wanted_end = squash(tail(wanted, 1));
  const std::string other_end = squash(tail(other, 1));
  const bool wanted_nested = wanted.find('.') != std::string_view::npos;
  const bool other_nested = other.find('.') != std::string_view::npos;
  const std::string wanted_pair = wanted_nested ? squash(tail(wanted, 2)) : wanted_end;
  const std::string other_pair = other_nested ? squash(tail(other, 2)) : other_end;
  if (wanted_nested && (wanted_pair == other_end || wanted_pair == other_pair)) return 3;
  if (other_nested && other_pair == wanted_end) return 3;
  const bool same_parent = base::equals_ignore_case(parent(wanted), parent(other));
  if (same_parent && is_slip(wanted_end, other_end)) return 3;
  // A short last key such as "id" or "name" stands everywhere and says nothing.
  return wanted_end == other_end && wanted_end.size() >= kTellingKey ? 2 : 0;
}

std::string_view last_key(std::string_view path) { return tail(path, 1); }

}  // namespace sb::pattern
