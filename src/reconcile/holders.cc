// SPDX-License-Identifier: Apache-2.0
#include "reconcile/holders.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace sb::reconcile {
namespace {

constexpr std::string_view kOpen = "[switchboard:";
constexpr std::string_view kMade = "=made";
constexpr std::string_view kUsed = "=used";

// The text of the mark between its brackets, and where it begins; npos without one.
struct FoundMark {
  size_t begin = std::string_view::npos;
  std::string_view inside;
};

FoundMark find_mark(std::string_view text) {
  const size_t open = text.rfind(kOpen);
  if (open == std::string_view::npos) return {};
  const size_t close = text.find(']', open);
  if (close == std::string_view::npos) return {};
  return {open, text.substr(open + kOpen.size(), close - open - kOpen.size())};
}

}  // namespace

Holders read_holders(std::string_view text) {
  Holders out;
  for (const std::string_view item : base::split(find_mark(text).inside, ',')) {
    const std::string_view entry = base::trim(item);
    const bool made = entry.ends_with(kMade);
    if (!made && !entry.ends_with(kUsed)) continue;
    out[std::string(entry.substr(0, entry.size() - kMade.size()))] = made ? Holding::kMade : Holding::kUsed;
  }
  return out;
}

std::string write_holders(std::string_view text, const Holders& holders) {
  std::string out(text);
  if (const FoundMark mark = find_mark(text); mark.begin != std::string_view::npos)
    out.erase(mark.begin, kOpen.size() + mark.inside.size() + 1);
  out = std::string(base::trim(out));
  if (holders.empty()) return out;
  std::vector<std::string> entries;
  for (const auto& [stack, holding] : holders)
    entries.push_back(fmt::format("{}{}", stack, holding == Holding::kMade ? kMade : kUsed));
  return fmt::format("{}{}{}{}]", out, out.empty() ? "" : " ", kOpen, base::join(entries, ","));
}

bool is_held_by(const Holders& holders, const std::string& stack) { return holders.contains(stack); }

bool is_made_for(const Holders& holders, const std::string& stack) {
  const auto at = holders.find(stack);
  return holders.size() == 1 && at != holders.end() && at->second == Holding::kMade;
}

Holders without(Holders holders, const std::string& stack) {
  const auto at = holders.find(stack);
  if (at == holders.end()) return holders;
  const bool made = at->second == Holding::kMade;
  holders.erase(at);
  if (made && !holders.empty()) holders.begin()->second = Holding::kMade;
  return holders;
}

}  // namespace sb::reconcile
