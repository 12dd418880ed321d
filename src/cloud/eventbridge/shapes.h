// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloud/service/shape.h"

// The structures in EventBridge's requests as its service model has them (botocore events/2015-10-07). The
// patterns of a Run Command target's key and of a Redshift secret's ARN are not held.
namespace sb::cloud::eventbridge {

extern const service::Shape kTarget;
extern const service::Shape kLogConfig;
// `DeadLetterConfig`, `LogConfig`, `Condition` and `Tags` of an operation, `TagKeys` of UntagResource.
extern const service::Member kDeadLetterMember;
extern const service::Member kLogMember;
extern const service::Member kConditionMember;
extern const service::Member kTagsMember;
extern const service::Member kTagKeysMember;

}  // namespace sb::cloud::eventbridge
