// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "awsclient/credentials.h"

namespace sb::awsclient {

// Keys (in lower case) and values of a section.
struct Section {
  std::map<std::string, std::string> values;
  // Settings below a key that has no value of its own, as in
  //   events =
  //     endpoint_url = …
  std::map<std::string, std::map<std::string, std::string>> nested;

  // "" when absent.
  std::string value(const std::string& key) const;
  std::string nested_value(const std::string& key, const std::string& inner) const;
};

// ~/.aws/config and ~/.aws/credentials, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE. Sections of the
// config file are [default], [profile NAME], [sso-session NAME] and [services NAME], of the credentials file
// [NAME]; other sections are left aside. A line that is indented deeper than the setting before it belongs to
// that setting. Comments begin with '#' or ';', at the start of a line or after a blank; a credential_process
// is taken whole. Read once, when made; plain data afterwards.
class SharedFiles {
 public:
  enum class Kind { kConfig, kCredentials };

  // Missing files are as empty ones. Error: a file that cannot be read or parsed, with its line.
  static base::Result<SharedFiles> read(const Environment& environment);
  // For tests: the texts of the two files.
  static base::Result<SharedFiles> parse(const std::string& config, const std::string& credentials);

  // Both files as one; for a key in both, the credentials file wins. nullptr when it is in neither.
  const Section* profile(const std::string& name) const;
  // The profile as it stands in one of the files.
  const Section* profile(const std::string& name, Kind kind) const;
  const Section* sso_session(const std::string& name) const;
  const Section* services(const std::string& name) const;

  // "ProfileNotFound", with what was probably meant.
  base::Error no_such_profile(const std::string& name) const;

 private:
  class Parser;
  using Sections = std::map<std::string, Section>;

  Sections config_profiles_;
  Sections credentials_profiles_;
  Sections merged_profiles_;
  Sections sso_sessions_;
  Sections services_;
  std::set<std::string> bare_;  // [NAME] in the config file, which makes no profile
};

// `path` with a leading "~/" put in full by HOME.
std::string expand_home(const std::string& path, const Environment& environment);

// The profile to use: `chosen` (a flag), else AWS_PROFILE, else AWS_DEFAULT_PROFILE, else "default".
std::string profile_name(const std::string& chosen, const Environment& environment);

}  // namespace sb::awsclient
