// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/target.h"

#include <fmt/format.h>

#include "aws/limits.h"
#include "aws/target.h"
#include "cloud/eventbridge/input.h"
#include "cloud/eventbridge/shapes.h"

namespace sb::cloud::eventbridge {

namespace {

bool has_input(const json::Object& target) {
  return target.contains("Input") || target.contains("InputPath") || target.contains("InputTransformer");
}

std::optional<std::string> refuse_role(const json::Object& target) {
  const auto text = json::find_string(target, "RoleArn");
  return text ? aws::refuse_role_arn(*text) : std::nullopt;
}

std::optional<std::string> refuse_dead_letter(const json::Object& target, const aws::Realm& realm) {
  const json::Object* letters = json::find_object(target, "DeadLetterConfig");
  const auto text = letters == nullptr ? std::nullopt : json::find_string(*letters, "Arn");
  return text ? aws::refuse_dead_letter_arn(*text, realm) : std::nullopt;
}

}  // namespace

void check_target(const json::Object& target, size_t number, service::Constraints& out) {
  service::check(target, kTarget, fmt::format("targets.{}.member.", number), out);
}

std::optional<std::string> refuse_target(const json::Object& target, const aws::Realm& realm) {
  const std::string text = json::string_or_empty(target, "Arn");
  const auto arn = aws::parse_arn(text);
  if (!arn) return aws::not_an_arn(text);
  const aws::TargetMembers members{json::string_or_empty(target, "Id"), target.contains("RoleArn"),
                                   has_input(target)};
  if (auto refusal = aws::refuse_target_arn(*arn, realm, members)) return std::move(refusal->words);
  const json::Object* fifo = json::find_object(target, "SqsParameters");
  if (arn->service == "sqs" && arn->resource.ends_with(".fifo") &&
      (fifo == nullptr || json::string_or_empty(*fifo, "MessageGroupId").empty())) {
    return fmt::format("Parameter(s) SqsParameters must be specified for target: {}.",
                       json::string_or_empty(target, "Id"));
  }
  if (auto words = refuse_role(target)) return words;
  if (auto words = refuse_dead_letter(target, realm)) return words;
  return check_input(target);
}

json::Object kept_target(const json::Object& target) { return service::kept(target, kTarget); }

Target read_target(json::Object wire) {
  Target out;
  out.id = json::string_or_empty(wire, "Id");
  out.arn = json::string_or_empty(wire, "Arn");
  if (const auto arn = aws::parse_arn(out.arn)) out.kind = aws::target_kind(*arn);
  out.role_arn = json::string_or_empty(wire, "RoleArn");
  if (const json::Object* letters = json::find_object(wire, "DeadLetterConfig"))
    out.dead_letter_arn = json::string_or_empty(*letters, "Arn");
  if (const json::Object* fifo = json::find_object(wire, "SqsParameters"))
    out.group_id = json::string_or_empty(*fifo, "MessageGroupId");
  if (const json::Object* retry = json::find_object(wire, "RetryPolicy")) {
    out.retry = delivery::RetrySchedule::event_bridge(
        static_cast<int>(json::find_int(*retry, "MaximumRetryAttempts").value_or(aws::kRetryAttemptsMax)),
        base::Seconds(json::find_int(*retry, "MaximumEventAgeInSeconds").value_or(aws::kEventAgeSecondsMax)));
  }
  if (wire.contains("InputTransformer")) out.input = InputKind::kTransformer;
  if (wire.contains("InputPath")) out.input = InputKind::kPath;
  if (wire.contains("Input")) out.input = InputKind::kConstant;
  out.wire = std::move(wire);
  return out;
}

}  // namespace sb::cloud::eventbridge
