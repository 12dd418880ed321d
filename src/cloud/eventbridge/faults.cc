// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/faults.h"

#include <fmt/format.h>

namespace sb::cloud::eventbridge {

service::Fault validation(std::string message) {
  return {"ValidationException", std::move(message), 400, "", ""};
}

service::Fault no_such_bus(const std::string& bus) {
  return {"ResourceNotFoundException", fmt::format("Event bus {} does not exist.", bus), 400, "", ""};
}

service::Fault no_such_rule(const std::string& rule, const std::string& bus) {
  return {"ResourceNotFoundException", fmt::format("Rule {} does not exist on EventBus {}.", rule, bus), 400,
          "", ""};
}

service::Fault limit_exceeded() {
  return {"LimitExceededException", "The requested resource exceeds the maximum number allowed.", 400, "",
          ""};
}

}  // namespace sb::cloud::eventbridge
