// SPDX-License-Identifier: Apache-2.0
#include "spec/pattern_checks.h"

#include <fmt/format.h>

#include "pattern/filter_policy.h"
#include "pattern/refusals.h"

namespace sb::spec {
namespace {

constexpr char kNoList[] = "must be an object or an array";

base::SourcePosition place_of(const Fragment& fragment, const std::optional<size_t>& offset) {
  return offset ? fragment.position_at(*offset) : fragment.position;
}

}  // namespace

void check_pattern_text(const Fragment& fragment, const std::string& what, base::Diagnostics& diagnostics) {
  if (fragment.kind != Fragment::Kind::kObject || fragment.members.empty()) return;
  for (const pattern::Refusal& found : pattern::find_refusals(fragment.to_json())) {
    if (found.reason.ends_with(kNoList)) continue;
    diagnostics.error("SB0149", place_of(fragment, found.offset),
                      fmt::format("{} this in {}: {}",
                                  found.ours ? "Switchboard does not take" : "EventBridge would refuse", what,
                                  found.reason),
                      found.hint);
  }
}

void check_filter(const Fragment& filter, base::Diagnostics& diagnostics) {
  // SNS takes {} for none.
  if (filter.kind == Fragment::Kind::kObject && filter.members.empty()) return;
  const auto read = pattern::read_filter_policy(filter.to_json(), pattern::FilterScope::kMessageBody);
  for (const pattern::FilterFault& found : read.faults) {
    diagnostics.error("SB0156", place_of(filter, found.offset),
                      fmt::format("SNS would refuse this filter: {}", found.reason), found.hint);
  }
}

}  // namespace sb::spec
