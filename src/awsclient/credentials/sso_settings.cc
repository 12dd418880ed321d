// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/sso_settings.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

base::Error bad_profile(const std::string& profile, const std::string& what) {
  return {"BadProfile", fmt::format("AWS profile '{}' {}", profile, what),
          fmt::format("aws configure sso --profile {}", profile)};
}

// The key as the session has it, which the profile may only repeat.
base::Result<std::string> session_value(const Section& session, const Section& section,
                                        const std::string& profile, const char* key) {
  const std::string of_session = session.value(key);
  const std::string of_profile = section.value(key);
  if (of_profile.empty() || of_profile == of_session) return of_session;
  return bad_profile(profile,
                     fmt::format("has the {} '{}', and its sso-session '{}'", key, of_profile, of_session));
}

base::Status check_complete(const SsoSettings& settings) {
  std::vector<std::string> missing;
  for (const auto& [key, value] :
       {std::pair<const char*, const std::string&>{"sso_start_url", settings.start_url},
        {"sso_region", settings.region},
        {"sso_account_id", settings.account_id},
        {"sso_role_name", settings.role_name}}) {
    if (value.empty()) missing.emplace_back(key);
  }
  if (missing.empty()) return {};
  return bad_profile(settings.profile, "is for SSO and lacks " + base::join(missing, ", "));
}

}  // namespace

std::string SsoSettings::login() const { return fmt::format("aws sso login --profile {}", profile); }

base::Result<std::optional<SsoSettings>> read_sso_settings(const SharedFiles& files,
                                                           const std::string& profile) {
  const Section* section = files.profile(profile);
  if (section == nullptr ||
      (section->value("sso_account_id").empty() && section->value("sso_role_name").empty())) {
    return std::optional<SsoSettings>{};
  }
  SsoSettings out{profile,
                  section->value("sso_start_url"),
                  section->value("sso_start_url"),
                  section->value("sso_region"),
                  section->value("sso_account_id"),
                  section->value("sso_role_name")};
  if (const std::string name = section->value("sso_session"); !name.empty()) {
    const Section* session = files.sso_session(name);
    if (session == nullptr)
      return bad_profile(profile, fmt::format("names the sso-session '{}', which does not exist", name));
    auto start_url = session_value(*session, *section, profile, "sso_start_url");
    if (!start_url) return start_url.error();
    auto region = session_value(*session, *section, profile, "sso_region");
    if (!region) return region.error();
    out.cache_name = name;
    out.start_url = std::move(*start_url);
    out.region = std::move(*region);
  }
  if (auto status = check_complete(out); !status) return status.error();
  return std::optional(std::move(out));
}

}  // namespace sb::awsclient::credentials
