// SPDX-License-Identifier: Apache-2.0
#include "pattern/likeness.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sb::pattern {

namespace {

constexpr size_t kSlipLengthMin = 4;
constexpr size_t kLongText = 8;  // from here on two letters may differ
constexpr size_t kEditsMax = 2;
constexpr size_t kSlipLengthMax = 512;
constexpr size_t kTellingKey = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_digits(std::string_view text) {
  std::string out(text);
  std::erase_if(out, is_digit);
  return out;
}

// Whether at most `allowed` letters have to be put in, left out or replaced to make one of the other.
bool within_edits(std::string_view a, std::string_view b, size_t allowed) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > allowed) return false;
  const size_t far = allowed + 1;
  // By k: the edits from the first i letters of `a` to the first i + k - allowed of `b`; others are too many.
  std::array<size_t, 2 * kEditsMax + 2> row{};
  row.fill(far);
  for (size_t j = 0; j <= std::min(allowed, b.size()); ++j) row[j + allowed] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t left = far;
    size_t least = far;
    for (size_t k = 0; k <= 2 * allowed; ++k) {
      const size_t j = i + k - allowed;
      size_t edits = far;
      if (i + k == allowed) edits = i;
      if (i + k > allowed && j <= b.size()) {
        edits = std::min({left + 1, row[k + 1] + 1, row[k] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      }
      row[k] = left = edits;
      least = std::min(least, edits);
    }
    if (least > allowed) return false;
  }
  return row[b.size() + allowed - a.size()] <= allowed;
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
  return within_edits(a, b, shorter < kLongText ? 1 : kEditsMax) && without_digits(a) != without_digits(b);
}

PathShape::PathShape(std::string_view path)
    : whole(squash(path)),
      end(squash(tail(path, 1))),
      pair(squash(tail(path, 2))),
      parent(base::to_lower(pattern::parent(path))),
      nested(path.find('.') != std::string_view::npos) {}

int path_likeness(const PathShape& wanted, const PathShape& other) {
  if (wanted.whole == other.whole) return 4;
  if (wanted.nested && (wanted.pair == other.end || wanted.pair == other.pair)) return 3;
  if (other.nested && other.pair == wanted.end) return 3;
  if (wanted.parent == other.parent && is_slip(wanted.end, other.end)) return 3;
  // A short last key such as "id" or "name" stands everywhere and says nothing.
  return wanted.end == other.end && wanted.end.size() >= kTellingKey ? 2 : 0;
}

std::string_view last_key(std::string_view path) { return tail(path, 1); }

}  // namespace sb::pattern
