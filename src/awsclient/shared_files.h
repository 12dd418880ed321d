// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "awsclient/credentials.h"

namespace sb::awsclient {

// ~/.aws/config and ~/.aws/credentials (or AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE), merged by profile;
// for a key in both, the credentials file wins. Read once, when made; plain data afterwards.
class SharedFiles {
 public:
  using Profile = std::map<std::string, std::string>;

  // Missing files are as empty ones. Error: a file that cannot be read or parsed, with its line.
  static base::Result<SharedFiles> read(const Environment& environment);
  // For tests: the texts of the two files.
  static base::Result<SharedFiles> parse(const std::string& config, const std::string& credentials);

  const Profile* find(const std::string& profile) const;

 private:
  std::map<std::string, Profile> profiles_;
};

// The profile to use: `chosen` (a flag), else AWS_PROFILE, else AWS_DEFAULT_PROFILE, else "default".
std::string profile_name(const std::string& chosen, const Environment& environment);

// aws_access_key_id, aws_secret_access_key and aws_session_token of a profile. A profile that was asked for
// by name and does not exist is an error.
std::unique_ptr<CredentialProvider> make_profile_provider(SharedFiles files, std::string profile,
                                                          bool required);

}  // namespace sb::awsclient
