// SPDX-License-Identifier: Apache-2.0
#include "aws/target.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::aws {
namespace {

using Cause = TargetRefusal::Cause;

constexpr std::string_view kNeedRole[] = {"states", "kinesis",   "firehose",    "ecs",
                                          "batch",  "codebuild", "codepipeline"};

bool differs(const std::string& known, const std::string& other) { return !known.empty() && known != other; }

}  // namespace

bool needs_role(const Arn& target) {
  return std::find(std::begin(kNeedRole), std::end(kNeedRole), target.service) != std::end(kNeedRole) ||
         (target.service == "events" && target.resource.starts_with("api-destination/"));
}

const char* delivery_action(TargetKind kind) {
  switch (kind) {
    case TargetKind::kSns:
      return "sns:Publish";
    case TargetKind::kSqs:
      return "sqs:SendMessage";
    case TargetKind::kLambda:
      return "lambda:InvokeFunction";
    case TargetKind::kBus:
      return "events:PutEvents";
    case TargetKind::kOther:
      break;
  }
  return "";
}

bool is_elsewhere(const Arn& arn, const Realm& realm) {
  return differs(realm.region, arn.region) || differs(realm.account, arn.account);
}

std::optional<TargetRefusal> refuse_target_arn(const Arn& target, const Realm& realm,
                                               const TargetMembers& members) {
  const TargetKind kind = target_kind(target);
  if (kind == TargetKind::kBus) {
    if (!members.has_input || !differs(realm.account, target.account)) return std::nullopt;
    return TargetRefusal{Cause::kInputOnBus,
                         fmt::format("Input, InputPath and InputTransformer are not available for target {}, "
                                     "which is an event bus of a different account.",
                                     members.id)};
  }
  const std::string text = target.to_text();
  if (needs_role(target) && !members.has_role)
    return TargetRefusal{Cause::kNoRole, fmt::format("RoleArn is required for target {}.", text)};
  if (kind == TargetKind::kOther) return std::nullopt;
  if (differs(realm.region, target.region)) {
    return TargetRefusal{
        Cause::kOtherRegion,
        fmt::format("Parameter {} is not valid. Reason: The target must be in the region of its rule.",
                    text)};
  }
  if (differs(realm.account, target.account) && !members.has_role)
    return TargetRefusal{Cause::kOtherAccount, "Adding cross-account target is not permitted."};
  return std::nullopt;
}

std::string not_an_arn(std::string_view text) {
  return fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.", text);
}

std::optional<std::string> refuse_role_arn(std::string_view text) {
  const auto role = parse_arn(text);
  const bool good = role && role->service == "iam" && role->resource.starts_with("role/");
  return good ? std::nullopt : std::optional(not_an_arn(text));
}

std::optional<std::string> refuse_dead_letter_arn(std::string_view text, const Realm& realm) {
  const auto queue = parse_arn(text);
  if (!queue || queue->service != "sqs" || queue->resource.ends_with(".fifo")) {
    return fmt::format("Parameter {} is not valid. Reason: A dead-letter queue must be a standard SQS queue.",
                       text);
  }
  if (!differs(realm.region, queue->region)) return std::nullopt;
  return fmt::format(
      "Parameter {} is not valid. Reason: A dead-letter queue must be in the region of its rule.", text);
}

}  // namespace sb::aws
