// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cloud/service/service.h"

// The attributes by which a queue names its dead-letter queue, and a dead-letter queue says who may.
namespace sb::cloud::sqs {

struct RedrivePolicy {
  std::string dead_letter_arn;
  int64_t receives_max = 10;  // after so many a message is not received again but moved
  friend bool operator==(const RedrivePolicy&, const RedrivePolicy&) = default;
};

// nullopt for a text that check_redrive_policy would not take, and for "".
std::optional<RedrivePolicy> parse_redrive_policy(const std::string& text);
// What is wrong with the text by itself; nullopt for a good one and for "", which takes the policy away.
std::optional<service::Fault> check_redrive_policy(const std::string& text);
std::optional<service::Fault> check_redrive_allow_policy(const std::string& text);
// "Value V for parameter RedrivePolicy is invalid. Reason: …".
service::Fault invalid_redrive_policy(const std::string& text, const std::string& reason);

// Whether a queue with this RedriveAllowPolicy ("": none) may be the dead-letter queue of `source_arn`.
bool allows_redrive(const std::string& allow_policy, const std::string& source_arn);

}  // namespace sb::cloud::sqs
