// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// What a profile says about IAM Identity Center.
struct SsoSettings {
  std::string profile;
  std::string cache_name;  // of the sso-session, or the start URL
  std::string start_url;
  std::string region;
  std::string account_id;
  std::string role_name;

  // The command that signs in.
  std::string login() const;
};

// nullopt: the profile is not about SSO. Error, "BadProfile": a key is missing, a session that does not
// exist, or one that says otherwise than the profile.
base::Result<std::optional<SsoSettings>> read_sso_settings(const SharedFiles& files,
                                                           const std::string& profile);

}  // namespace sb::awsclient::credentials
