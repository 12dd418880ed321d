// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/faults.h"

#include <fmt/format.h>

namespace sb::cloud::eventbridge {
namespace {

service::Fault not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message), 400, "", ""};
}

}  // namespace

service::Fault validation(std::string message) {
  return {"ValidationException", std::move(message), 400, "", ""};
}

service::Fault no_such_bus(const std::string& bus) {
  return not_found(fmt::format("Event bus {} does not exist.", bus));
}

service::Fault no_such_rule(const std::string& rule, const std::string& bus) {
  return not_found(fmt::format("Rule {} does not exist on EventBus {}.", rule, bus));
}

service::Fault no_such_source(const std::string& source) {
  return not_found(fmt::format("Event source {} does not exist.", source));
}

service::Fault already_exists(const char* what, const std::string& name) {
  return {"ResourceAlreadyExistsException", fmt::format("{} {} already exists.", what, name), 400, "", ""};
}

service::Fault limit_exceeded() {
  return {"LimitExceededException", "The requested resource exceeds the maximum number allowed.", 400, "",
          ""};
}

service::Fault invalid_state(const std::string& source, const char* state, const char* wanted) {
  return {"InvalidStateException",
          fmt::format("Event source {} is in the state {}, but must be {}.", source, state, wanted), 400, "",
          ""};
}

service::Fault managed_rule(const std::string& rule, const std::string& managed_by) {
  return {"ManagedRuleException", fmt::format("Rule {} is managed by {}.", rule, managed_by), 400, "", ""};
}

}  // namespace sb::cloud::eventbridge
