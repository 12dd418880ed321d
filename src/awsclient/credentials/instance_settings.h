// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "awsclient/credentials/answer.h"
#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// How to ask an EC2 instance's metadata service.
struct InstanceSettings {
  std::string endpoint;  // without a '/' at the end
  bool disabled = false;
  bool v1_disabled = false;
  base::Milliseconds timeout{1000};
  Patience patience;
};

// Error, "BadSetting": a value that cannot be, with the name of its variable or key.
base::Result<InstanceSettings> read_instance_settings(const Surroundings& surroundings,
                                                      const std::string& profile);

}  // namespace sb::awsclient::credentials
