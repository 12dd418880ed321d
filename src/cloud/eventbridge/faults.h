// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::eventbridge {

service::Fault validation(std::string message);
service::Fault no_such_bus(const std::string& bus);
service::Fault no_such_rule(const std::string& rule, const std::string& bus);
service::Fault limit_exceeded();

}  // namespace sb::cloud::eventbridge
