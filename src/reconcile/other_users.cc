// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

// Who else uses a topic or queue that the stack made and does not want any more.
namespace sb::reconcile {
namespace {

// Where what a target takes ends up: at its ARN, or in its dead-letter queue.
std::vector<std::string> ends_of(const awsclient::RuleTarget& target) {
  std::vector<std::string> out{json::string_or_empty(target.wire, "Arn")};
  if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
    out.push_back(json::string_or_empty(*letters, "Arn"));
  return out;
}

bool names_target(const DesiredRule& rule, const std::string& id) {
  return std::any_of(rule.targets.begin(), rule.targets.end(),
                     [&](const DesiredTarget& target) { return target.id == id; });
}

}  // namespace

std::map<std::string, std::string> Planner::find_targets_of_others() const {
  std::map<std::string, const DesiredRule*> wanted;
  for (const DesiredRule& rule : desired_.rules) wanted[rule.arn] = &rule;
  std::map<std::string, std::string> out;
  for (const auto& [arn, found] : observed_.rules) {
    const auto at = destroying_ ? wanted.end() : wanted.find(arn);
    // What is not ours in a rule that goes ends with it.
    if (at == wanted.end() && is_inside(found.rule, desired_.stack, options_.scope)) continue;
    // Other stacks have statements of their own.
    const auto mark = read_mark(found.rule.description);
    if (mark && mark->stack != desired_.stack) continue;
    for (const awsclient::RuleTarget& target : found.targets) {
      const bool ours = (mark && is_named_own(*mark, target.id)) ||
                        (at != wanted.end() && names_target(*at->second, target.id));
      if (ours) continue;
      for (const std::string& end : ends_of(target))
        out.emplace(end, fmt::format("the target '{}' of the rule {}", target.id, found.rule.name));
    }
  }
  return out;
}

std::string Planner::target_of_others(const std::string& arn) const {
  if (!targets_of_others_) targets_of_others_ = find_targets_of_others();
  const auto at = targets_of_others_->find(arn);
  return at == targets_of_others_->end() ? "" : at->second;
}

void Planner::note_unmarked_rules() {
  for (const DesiredRule& rule : desired_.rules) {
    const auto found = observed_.rules.find(rule.arn);
    if (found == observed_.rules.end() || read_mark(found->second.rule.description)) continue;
    out_.plan.warnings.push_back(fmt::format(
        "the rule {} bears no mark of the stack, or has lost it, and stays; if it is the stack's: {} "
        "--adopt, then destroy",
        rule.name, options_.commands.apply));
  }
}

bool Planner::is_kept_for_target(const std::string& what, const std::string& arn) {
  const std::string target = target_of_others(arn);
  if (target.empty()) return false;
  out_.plan.kept.push_back(fmt::format(
      "the {} {} stays as it is: {}, which is not ours, leads to it; once that target is gone the next "
      "run takes it up",
      what, aws::parse_arn(arn)->resource, target));
  return true;
}

std::vector<std::string> all_kept(const Plan& plan) {
  std::vector<std::string> out = plan.kept;
  out.insert(out.end(), plan.left.begin(), plan.left.end());
  return out;
}

bool Planner::has_other_users(const std::string& arn, const HeldPolicy& held) const {
  return !target_of_others(arn).empty() || !held.others(true).empty();
}

bool Planner::is_left_to_others(const std::string& what, const std::string& arn, const HeldPolicy& held) {
  if (!held.ours_alone()) return true;
  const std::vector<std::string> others = held.others(true);
  if (others.empty()) return false;
  out_.plan.left.push_back(fmt::format(
      "the {} {} stays: its policy lets others in by {}; our statement goes, and with it what says that the "
      "{} is ours",
      what, aws::parse_arn(arn)->resource, base::join(others, ", "), what));
  return true;
}

}  // namespace sb::reconcile
