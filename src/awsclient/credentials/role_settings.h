// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "awsclient/credentials/provider.h"
#include "awsclient/sts.h"

namespace sb::awsclient::credentials {

// What a profile says about the role that it takes.
struct RoleSettings {
  AssumeRole role;
  std::string source_profile;  // one of these two
  std::string credential_source;
};

// True where the profile takes a role by AssumeRole.
bool has_role(const Section& profile);

// Errors, all of code "BadProfile": both sources or none, one that does not exist, a bad duration, an MFA
// device.
base::Result<RoleSettings> read_role(const Section& section, const std::string& profile,
                                     const base::Clock& clock);

// `given`, or "switchboard-<epoch seconds>".
std::string role_session_name(const std::string& given, const base::Clock& clock);

}  // namespace sb::awsclient::credentials
