// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

// SQS's faults by their JSON name, with the Query protocol's code and text where those differ.
namespace sb::cloud::sqs {

service::Fault no_such_queue();
service::Fault missing_parameter(const std::string& name);
service::Fault invalid_parameter(std::string message);
// "Value V for parameter P is invalid. Reason: …".
service::Fault invalid_value_of(const std::string& value, const std::string& parameter,
                                const std::string& reason);
service::Fault access_denied(const service::Call& call, const std::string& action, const std::string& arn);
// A body with a character that SQS does not take.
service::Fault invalid_characters();
service::Fault invalid_attribute_characters(const std::string& attribute);
service::Fault over_limit(std::string message);
// ResourceNotFoundException, 404.
service::Fault not_found(std::string message);
// The family AWS.SimpleQueueService.<name>.
service::Fault simple_queue_fault(const std::string& name, std::string message, int status = 400);

}  // namespace sb::cloud::sqs
