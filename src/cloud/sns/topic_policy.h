// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::sns {

// What SNS refuses of a policy for this topic beside what is no policy at all: no statement, another topic's
// ARN as Resource, none or more than 200 principals ("Policy quotas", SNS developer guide), principals,
// members and versions that IAM does not know. A Resource with wildcards that match the topic is good ("*"
// stands in CloudFormation's own examples). Words of ours behind "Policy Error: " where none are recorded.
// nullopt for a good policy, and for a text that is none.
std::optional<service::Fault> check_topic_policy(const std::string& text, const std::string& topic_arn);

}  // namespace sb::cloud::sns
