// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/arn.h"

// What EventBridge refuses about where a rule's target leads, in its own words.
namespace sb::aws {

// True for what EventBridge reaches under a target's role only ("RoleArn is required for target", public
// reports): Step Functions, Kinesis, Firehose, ECS, Batch, CodeBuild, CodePipeline, API destinations.
bool needs_role(const Arn& target);

// The action by which an event reaches a target: "sns:Publish", "events:PutEvents", …; "" for kOther.
const char* delivery_action(TargetKind kind);

struct TargetRefusal {
  enum class Cause { kInputOnBus, kNoRole, kOtherRegion, kOtherAccount };
  Cause cause = Cause::kNoRole;
  std::string words;
};

struct TargetMembers {
  std::string id;
  bool has_role = false;
  bool has_input = false;
};

// Why EventBridge refuses `target` on a rule of `realm`, whose empty members are not known and differ from
// nothing. Whether the target exists is not asked (recorded).
std::optional<TargetRefusal> refuse_target_arn(const Arn& target, const Realm& realm,
                                               const TargetMembers& members);
// True where a member of `realm` is known and another than the ARN's.
bool is_elsewhere(const Arn& arn, const Realm& realm);

std::string not_an_arn(std::string_view text);
// nullopt for the ARN of a role.
std::optional<std::string> refuse_role_arn(std::string_view text);
// nullopt for the ARN of a standard queue in the region of `realm`, of any account.
std::optional<std::string> refuse_dead_letter_arn(std::string_view text, const Realm& realm);

}  // namespace sb::aws
