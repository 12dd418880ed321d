// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/arn.h"
#include "cloud/service/permissions.h"
#include "json/document.h"

namespace sb::cloud::edge {

// What a call does, in the actions and resources of IAM (source: Service Authorization Reference, "Actions,
// resources, and condition keys" of Amazon EventBridge, SNS, SQS, AWS STS and Lambda, of 2026). A batch does
// what its single call does; what names no resource is on "*"; GetCallerIdentity needs no permission and does
// nothing. `input` is shaped as in the JSON protocol.
std::vector<service::Access> accesses_of(const std::string& service, const std::string& operation,
                                         const json::Object& input, const aws::Realm& realm);

}  // namespace sb::cloud::edge
