// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/target.h"
#include "reconcile/desired_builder.h"

namespace sb::reconcile {
namespace {

const char* word_for(const aws::Arn& arn) {
  switch (aws::target_kind(arn)) {
    case aws::TargetKind::kBus:
      return "bus";
    case aws::TargetKind::kSns:
      return "topic";
    case aws::TargetKind::kSqs:
      return "queue";
    case aws::TargetKind::kLambda:
      return "function";
    case aws::TargetKind::kOther:
      break;
  }
  return "target";
}

// "to do sns:Publish", or, of what no event of ours reaches by an action that is known here, "to call it".
std::string leave_for(const aws::Arn& arn) {
  const std::string action = aws::delivery_action(aws::target_kind(arn));
  return action.empty() ? "to call it" : "to do " + action;
}

}  // namespace

bool DesiredBuilder::is_elsewhere(const aws::Arn& arn) const {
  return aws::target_kind(arn) != aws::TargetKind::kOther && aws::is_elsewhere(arn, resolution_.realm);
}

void DesiredBuilder::refer(const aws::Arn& arn, const spec::Route& route, base::SourcePosition position,
                           std::string terms) {
  if (resolution_.without_patterns) return;
  const std::string text = arn.to_text();
  out_.desired.references.try_emplace(
      text, DesiredReference{text, word_for(arn), place_of(route, position), std::move(terms)});
}

void DesiredBuilder::refer_to_target(const spec::Route& route, const spec::Target& target,
                                     const DesiredRule& rule, const aws::Arn& arn) {
  const aws::TargetKind kind = aws::target_kind(arn);
  const bool made_here =
      !is_elsewhere(arn) && (kind == aws::TargetKind::kSns || kind == aws::TargetKind::kSqs ||
                             (kind == aws::TargetKind::kLambda && target.manage_policy));
  if (made_here) return;
  std::string terms;
  if (!target.role.empty()) {
    terms = fmt::format("the role {} must be allowed {}", target.role, leave_for(arn));
    if (is_elsewhere(arn)) terms += ", by its own policy and by that of the target";
  } else {
    terms = fmt::format("its policy must allow {} {} for {}", kEventsService, leave_for(arn), rule.arn);
  }
  refer(arn, route, target.position, std::move(terms));
}

void DesiredBuilder::refer_to_dead_letters(const spec::Route& route, const spec::DeadLetter& letter,
                                           const DesiredRule& rule, const aws::Arn& arn) {
  refer(arn, route, letter.position,
        fmt::format("its policy must allow {} {} for {}", kEventsService, leave_for(arn), rule.arn));
}

void DesiredBuilder::refer_to_subscriber(const spec::Route& route, const std::string& topic_arn,
                                         const spec::Subscriber& subscriber, const aws::Arn& arn) {
  refer(arn, route, subscriber.position,
        fmt::format("its policy must allow {} {} for {}, and its owner may have to confirm the subscription",
                    kSnsService, leave_for(arn), topic_arn));
}

}  // namespace sb::reconcile
