// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

// What EventBridge answers when it refuses, all with status 400 (recorded on the service unless a fault says
// otherwise).
namespace sb::cloud::eventbridge {

service::Fault validation(std::string message);
service::Fault no_such_bus(const std::string& bus);
service::Fault no_such_rule(const std::string& rule, const std::string& bus);
service::Fault no_such_source(const std::string& source);
// `what` is "Event bus" or "Event source".
service::Fault already_exists(const char* what, const std::string& name);
service::Fault limit_exceeded();
// The words are ours: the service's are not recorded.
service::Fault invalid_state(const std::string& source, const char* state, const char* wanted);
service::Fault managed_rule(const std::string& rule, const std::string& managed_by);

}  // namespace sb::cloud::eventbridge
