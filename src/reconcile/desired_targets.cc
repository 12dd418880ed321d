// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/function_name.h"
#include "aws/limits.h"
#include "reconcile/desired_builder.h"
#include "reconcile/ownership.h"
#include "spec/validate.h"

namespace sb::reconcile {

namespace {

// A function's $LATEST is the function itself: policies speak of it without the qualifier.
std::string without_latest(std::string arn_text) {
  static constexpr std::string_view kLatest = ":$LATEST";
  const auto arn = aws::parse_arn(arn_text);
  if (arn && aws::target_kind(*arn) == aws::TargetKind::kLambda && arn_text.ends_with(kLatest))
    arn_text.resize(arn_text.size() - kLatest.size());
  return arn_text;
}

}  // namespace

std::string DesiredBuilder::function_arn(const std::string& name_or_arn) const {
  if (name_or_arn.starts_with("arn:")) return without_latest(name_or_arn);
  return without_latest(aws::function_arn(resolution_.realm, name_or_arn));
}

std::string DesiredBuilder::target_arn(const spec::Route& route, const spec::Target& target) {
  if (target.value.starts_with("arn:")) return without_latest(target.value);
  switch (target.kind) {
    case spec::Target::Kind::kSns:
      return aws::topic_arn(resolution_.realm, target.value);
    case spec::Target::Kind::kSqs:
      return aws::queue_arn(resolution_.realm, target.value);
    case spec::Target::Kind::kBus:
      return aws::bus_arn(resolution_.realm, target.value);
    case spec::Target::Kind::kLambda:
      return function_arn(target.value);
    case spec::Target::Kind::kArn:
      break;
  }
  problem(route, fmt::format("'{}' is not an ARN", target.value));
  return target.value;
}

void DesiredBuilder::add_targets(const spec::Route& route, size_t group, DesiredRule& rule) {
  const size_t begin = group * aws::kTargetsPerRule;
  const size_t end = std::min(route.to.size(), begin + aws::kTargetsPerRule);
  for (size_t i = begin; i < end; ++i) {
    const spec::Target& target = route.to[i];
    DesiredTarget made;
    made.arn = target_arn(route, target);
    made.id = target.id.empty() ? default_target_id(made.arn) : target.id;
    made.wire = {{"Id", made.id}, {"Arn", made.arn}};
    if (!target.role.empty()) made.wire["RoleArn"] = target.role;
    if (target.input) {
      for (const auto& [name, value] : target.input->to_wire()) made.wire[name] = value;
    }
    add_dead_letter(route, target, rule, made.wire);
    add_retry(target, made.wire);
    add_destination(route, target, rule, made.arn);
    rule.targets.push_back(std::move(made));
  }
}

void DesiredBuilder::check_target_ids(const spec::Route& route, size_t first_rule) {
  if (first_rule == out_.desired.rules.size()) return;
  const std::string& first_pattern = out_.desired.rules[first_rule].pattern;
  std::set<std::string> ids;
  for (size_t i = first_rule; i < out_.desired.rules.size(); ++i) {
    const DesiredRule& rule = out_.desired.rules[i];
    if (rule.pattern != first_pattern) break;
    for (const DesiredTarget& target : rule.targets) {
      if (ids.insert(target.id).second) continue;
      problem(route, fmt::format("it has two targets with the id '{}'", target.id),
              "give one of them an id:");
    }
  }
}

void DesiredBuilder::add_retry(const spec::Target& target, json::Object& wire) const {
  json::Object policy;
  const auto attempts = target.retry.attempts ? target.retry.attempts : spec_.retry.attempts;
  const auto age = target.retry.max_age ? target.retry.max_age : spec_.retry.max_age;
  if (attempts) policy["MaximumRetryAttempts"] = *attempts;
  if (age) policy["MaximumEventAgeInSeconds"] = age->count();
  if (!policy.empty()) wire["RetryPolicy"] = policy;
}

void DesiredBuilder::add_dead_letter(const spec::Route& route, const spec::Target& target,
                                     const DesiredRule& rule, json::Object& wire) {
  const spec::DeadLetter& letter = target.dead_letter ? *target.dead_letter : spec_.dead_letter;
  if (letter.queue.empty()) return;
  const bool given = letter.queue.starts_with("arn:");
  const std::string arn = given ? letter.queue : aws::queue_arn(resolution_.realm, letter.queue);
  wire["DeadLetterConfig"] = json::Object{{"Arn", arn}};
  if (DesiredQueue* queue = queue_at(arn, !given, place_of(route, letter.position))) {
    queue->dead_letter = true;
    queue->services.insert(kEventsService);
    queue->sources.insert(rule_source(rule));
  } else if (const auto elsewhere = aws::parse_arn(arn)) {
    refer_to_dead_letters(route, letter, rule, *elsewhere);
  }
}

std::string default_target_id(const std::string& arn_text) {
  const auto arn = aws::parse_arn(arn_text);
  std::string name = arn ? arn->service + "-" + arn->resource : arn_text;
  for (char& c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    if (!good) c = '-';
  }
  return spec::cut_name(kTargetIdPrefix + name, aws::kRuleNameMax);
}

}  // namespace sb::reconcile
