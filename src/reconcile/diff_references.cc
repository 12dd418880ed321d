// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "reconcile/planner.h"

namespace sb::reconcile {

void Planner::check_reference(const DesiredReference& reference) {
  const auto arn = aws::parse_arn(reference.arn);
  const bool here = arn && arn->realm() == desired_.realm;
  const aws::TargetKind kind = arn ? aws::target_kind(*arn) : aws::TargetKind::kOther;
  const auto note = [&](const char* why) {
    out_.plan.notes.push_back(fmt::format("{}: the {} {} was not looked up: {}; {}", reference.place,
                                          reference.what, reference.arn, why, reference.terms));
  };
  if (kind == aws::TargetKind::kOther) return note("of its service nothing is asked here");
  if (!here) return note("it is in another account or region");
  if (kind == aws::TargetKind::kBus) {
    const auto at = observed_.target_buses.find(reference.arn);
    if (at == observed_.target_buses.end()) return note("the caller may not describe it");
    if (at->second) return;
    return problem("SB0301",
                   fmt::format("{}: the event bus {} does not exist", reference.place, reference.arn),
                   "create it, or correct its name");
  }
  if (observed_.closed_functions.contains(reference.arn)) return note("the caller may not read its policy");
  if (kind != aws::TargetKind::kLambda || observed_.function_policies.contains(reference.arn)) return;
  problem("SB0302", fmt::format("{}: the function {} does not exist", reference.place, reference.arn),
          "create it, or correct its name");
}

}  // namespace sb::reconcile
