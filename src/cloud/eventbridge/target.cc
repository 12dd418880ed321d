// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/target.h"

#include <fmt/format.h>

#include <algorithm>

#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/input.h"

namespace sb::cloud::eventbridge {

using service::Constraints;
using service::Need;

namespace {

constexpr service::TextRule kInput{0, 8192, nullptr, nullptr};
constexpr service::TextRule kInputPath{0, 256, nullptr, nullptr};
constexpr service::TextRule kInputTemplate{1, 8192, nullptr, nullptr};
constexpr service::TextRule kMessageGroupId{0, 100, nullptr, nullptr};
constexpr size_t kPathsMax = 100;
constexpr size_t kPathKeyMax = 256;

// What EventBridge can only reach under a role ("RoleArn is required for target", public reports).
constexpr std::string_view kNeedRole[] = {"states", "kinesis",   "firehose",    "ecs",
                                          "batch",  "codebuild", "codepipeline"};

bool has_input(const json::Object& target) {
  return target.contains("Input") || target.contains("InputPath") || target.contains("InputTransformer");
}

bool is_path_key(std::string_view key) {
  return !key.empty() && key.size() <= kPathKeyMax && aws::is_made_of(key, "_-");
}

void check_paths(const json::Object& paths, const std::string& path, Constraints& out) {
  const std::string where = path + "inputPathsMap";
  if (paths.size() > kPathsMax)
    out.find(json::to_text(paths), where,
             fmt::format("Member must have length less than or equal to {}", kPathsMax));
  for (const auto& [key, value] : paths) {
    if (!is_path_key(key)) {
      out.find(json::to_text(paths), where,
               "Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member "
               "must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
               R"([A-Za-z0-9\_\-]+])");
    }
    out.text({{"member", value}}, "member", kInputPath, Need::kRequired,
             fmt::format("{}.{}.", where, std::string_view(key)));
  }
}

std::string not_an_arn(const std::string& text) {
  return fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.", text);
}

std::optional<std::string> refuse_arn(const json::Object& target, const aws::Arn& arn,
                                      const aws::Realm& realm) {
  const std::string text = arn.to_text();
  const bool has_role = target.contains("RoleArn");
  const aws::TargetKind kind = aws::target_kind(arn);
  if (kind == aws::TargetKind::kBus) {
    if (has_input(target)) {
      return fmt::format(
          "Input, InputPath and InputTransformer are not available for target {}, which is an "
          "event bus.",
          json::string_or_empty(target, "Id"));
    }
    return std::nullopt;
  }
  if (std::find(std::begin(kNeedRole), std::end(kNeedRole), arn.service) != std::end(kNeedRole) && !has_role)
    return fmt::format("RoleArn is required for target {}.", text);
  if (kind == aws::TargetKind::kOther) return std::nullopt;
  if (arn.region != realm.region)
    return fmt::format("Parameter {} is not valid. Reason: The target must be in the region of its rule.",
                       text);
  if (arn.account != realm.account && !has_role) return "Adding cross-account target is not permitted.";
  return std::nullopt;
}

std::optional<std::string> refuse_role(const json::Object& target) {
  const auto text = json::find_string(target, "RoleArn");
  if (!text) return std::nullopt;
  const auto role = aws::parse_arn(*text);
  return role && role->service == "iam" && role->resource.starts_with("role/")
             ? std::nullopt
             : std::optional(not_an_arn(std::string(*text)));
}

std::optional<std::string> refuse_dead_letter(const json::Object& target) {
  const json::Object* letters = json::find_object(target, "DeadLetterConfig");
  const auto text = letters == nullptr ? std::nullopt : json::find_string(*letters, "Arn");
  if (!text) return std::nullopt;
  const auto queue = aws::parse_arn(*text);
  if (!queue || queue->service != "sqs" || queue->resource.ends_with(".fifo")) {
    return fmt::format("Parameter {} is not valid. Reason: A dead-letter queue must be a standard SQS queue.",
                       *text);
  }
  return std::nullopt;
}

}  // namespace

void check_target(const json::Object& target, size_t number, Constraints& out) {
  const std::string path = fmt::format("targets.{}.member.", number);
  out.text(target, "Id", kRuleNameField, Need::kRequired, path)
      .text(target, "Arn", kArn, Need::kRequired, path)
      .text(target, "RoleArn", kArn, Need::kOptional, path)
      .text(target, "Input", kInput, Need::kOptional, path)
      .text(target, "InputPath", kInputPath, Need::kOptional, path);
  if (const json::Object* transformer = json::find_object(target, "InputTransformer")) {
    const std::string inner = path + "inputTransformer.";
    if (const json::Object* paths = json::find_object(*transformer, "InputPathsMap"))
      check_paths(*paths, inner, out);
    out.text(*transformer, "InputTemplate", kInputTemplate, Need::kRequired, inner);
  }
  if (const json::Object* fifo = json::find_object(target, "SqsParameters"))
    out.text(*fifo, "MessageGroupId", kMessageGroupId, Need::kOptional, path + "sqsParameters.");
  if (const json::Object* letters = json::find_object(target, "DeadLetterConfig"))
    out.text(*letters, "Arn", kArn, Need::kOptional, path + "deadLetterConfig.");
  if (const json::Object* retry = json::find_object(target, "RetryPolicy")) {
    const std::string inner = path + "retryPolicy.";
    out.number(*retry, "MaximumRetryAttempts", 0, aws::kRetryAttemptsMax, inner)
        .number(*retry, "MaximumEventAgeInSeconds", 60, aws::kEventAgeSecondsMax, inner);
  }
}

std::optional<std::string> refuse_target(const json::Object& target, const aws::Realm& realm) {
  const std::string text = json::string_or_empty(target, "Arn");
  const auto arn = aws::parse_arn(text);
  if (!arn) return not_an_arn(text);
  if (auto words = refuse_arn(target, *arn, realm)) return words;
  const json::Object* fifo = json::find_object(target, "SqsParameters");
  if (arn->service == "sqs" && arn->resource.ends_with(".fifo") &&
      (fifo == nullptr || json::string_or_empty(*fifo, "MessageGroupId").empty())) {
    return fmt::format("Parameter(s) SqsParameters must be specified for target: {}.",
                       json::string_or_empty(target, "Id"));
  }
  if (auto words = refuse_role(target)) return words;
  if (auto words = refuse_dead_letter(target)) return words;
  return check_input(target);
}

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
