// SPDX-License-Identifier: Apache-2.0
#include "reconcile/rule_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/limits.h"
#include "json/document.h"
#include "json/unicode.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

size_t quoted_length(const std::string& id) { return json::utf16_length(json::to_text(json::Value(id))); }

// The parts being filled, with the length of each one's pattern.
class Spreader {
 public:
  Spreader(const PatternLength& length, size_t length_max) : length_(length), length_max_(length_max) {}

  bool fits(size_t part, const std::string& id) const {
    return parts[part].empty() || used_[part] + length_.of_one_more(id) <= length_max_;
  }

  void put(size_t part, const std::string& id) {
    if (part >= parts.size()) {
      parts.resize(part + 1);
      used_.resize(part + 1);
    }
    used_[part] = parts[part].empty() ? length_.of({id}) : used_[part] + length_.of_one_more(id);
    parts[part].push_back(id);
  }

  QueueParts parts;

 private:
  const PatternLength& length_;
  const size_t length_max_;
  std::vector<size_t> used_;
};

}  // namespace

PatternLength::PatternLength(const std::function<std::string(const std::vector<std::string>&)>& make) {
  const size_t one = json::utf16_length(make({"a"}));
  const size_t two = json::utf16_length(make({"a", "a"}));
  times_ = (two - one) / (quoted_length("a") + 1);
  fixed_ = one - times_ * quoted_length("a");
}

size_t PatternLength::of_one_more(const std::string& id) const { return times_ * (quoted_length(id) + 1); }

size_t PatternLength::of(const std::vector<std::string>& ids) const {
  size_t total = fixed_;
  for (const std::string& id : ids) total += of_one_more(id);
  return ids.empty() ? total : total - times_;
}

QueueParts spread(const std::vector<std::string>& ids, const QueueParts& live, const PatternLength& length,
                  size_t length_max) {
  Spreader out(length, length_max);
  std::set<std::string> left(ids.begin(), ids.end());
  out.parts.reserve(live.size());
  for (size_t part = 0; part < live.size(); ++part) {
    for (const std::string& id : live[part]) {
      const bool room = part >= out.parts.size() || out.fits(part, id);
      if (left.contains(id) && room) {
        left.erase(id);
        out.put(part, id);
      }
    }
  }
  size_t part = 0;
  for (const std::string& id : ids) {
    if (left.erase(id) == 0) continue;
    while (part < out.parts.size() && !out.fits(part, id)) ++part;
    out.put(part, id);
  }
  return std::move(out.parts);
}

std::string part_name(const std::string& rule, size_t part, size_t group) {
  std::string name = rule;
  if (part > 0) name += fmt::format("-{}", part + 1);
  if (group > 0) name += fmt::format("-t{}", group + 1);
  return name == rule ? rule : spec::cut_name(name, aws::kRuleNameMax);
}

}  // namespace sb::reconcile
