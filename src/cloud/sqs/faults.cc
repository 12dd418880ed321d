// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/faults.h"

#include <fmt/format.h>

namespace sb::cloud::sqs {

service::Fault no_such_queue() {
  return {"QueueDoesNotExist", "The specified queue does not exist.", 400,
          "AWS.SimpleQueueService.NonExistentQueue",
          "The specified queue does not exist for this wsdl version."};
}

service::Fault missing_parameter(const std::string& name) {
  return {"MissingRequiredParameterException",
          fmt::format("The request must contain the parameter {}.", name), 400, "MissingParameter", ""};
}

service::Fault invalid_parameter(std::string message) {
  return {"InvalidParameterValueException", std::move(message), 400, "InvalidParameterValue", ""};
}

service::Fault invalid_value_of(const std::string& value, const std::string& parameter,
                                const std::string& reason) {
  return invalid_parameter(
      fmt::format("Value {} for parameter {} is invalid. Reason: {}", value, parameter, reason));
}

service::Fault invalid_characters() {
  return {"InvalidMessageContents",
          "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
          "#xE000 to #xFFFD | #x10000 to #x10FFFF",
          400, "", ""};
}

service::Fault invalid_attribute_characters(const std::string& attribute) {
  return invalid_parameter(fmt::format(
      "Invalid non-printable or control characters found in message (user) attribute '{}'.", attribute));
}

service::Fault over_limit(std::string message) { return {"OverLimit", std::move(message), 403, "", ""}; }

service::Fault not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message), 404, "", ""};
}

service::Fault access_denied(const service::Call& call, const std::string& action, const std::string& arn) {
  return {"AccessDeniedException",
          fmt::format("User: {} is not authorized to perform: sqs:{} on resource: {} because no "
                      "resource-based policy allows the sqs:{} action",
                      call.caller_arn, action, arn, action),
          403, "AccessDenied", ""};
}

service::Fault simple_queue_fault(const std::string& name, std::string message, int status) {
  return {name, std::move(message), status, "AWS.SimpleQueueService." + name, ""};
}

}  // namespace sb::cloud::sqs
