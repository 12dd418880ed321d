// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/role_settings.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr int kDurationMin = 900;
constexpr int kDurationMax = 43200;

base::Error bad_profile(const std::string& profile, const std::string& what, std::string hint = {}) {
  return {"BadProfile", fmt::format("AWS profile '{}' {}", profile, what), std::move(hint)};
}

base::Status check_source(const RoleSettings& settings, const std::string& profile) {
  const std::string& source = settings.credential_source;
  if (!source.empty() && !settings.source_profile.empty())
    return bad_profile(profile, "has both source_profile and credential_source", "leave one of them");
  if (source.empty() && settings.source_profile.empty()) {
    return bad_profile(profile, "has a role_arn and nobody to take it as",
                       "add source_profile, or credential_source");
  }
  if (source.empty() || source == "Environment" || source == "Ec2InstanceMetadata" ||
      source == "EcsContainer") {
    return {};
  }
  return bad_profile(profile, fmt::format("has the credential_source '{}'", source),
                     "there are Environment, Ec2InstanceMetadata and EcsContainer");
}

}  // namespace

bool has_role(const Section& profile) {
  return !profile.value("role_arn").empty() && profile.value("web_identity_token_file").empty();
}

base::Result<RoleSettings> read_role(const Section& section, const std::string& profile,
                                     const base::Clock& clock) {
  RoleSettings out;
  out.role.role_arn = section.value("role_arn");
  out.role.session_name = role_session_name(section.value("role_session_name"), clock);
  out.role.external_id = section.value("external_id");
  out.source_profile = section.value("source_profile");
  out.credential_source = section.value("credential_source");
  if (auto status = check_source(out, profile); !status) return status.error();
  if (!section.value("mfa_serial").empty()) {
    return bad_profile(profile, "asks for an MFA code (mfa_serial), which cannot be given here",
                       fmt::format("take the session first and hand it over: eval \"$(aws configure "
                                   "export-credentials --profile {} --format env)\"",
                                   profile));
  }
  if (const std::string text = section.value("duration_seconds"); !text.empty()) {
    const auto seconds = base::parse_int(text);
    if (!seconds || *seconds < kDurationMin || *seconds > kDurationMax) {
      return bad_profile(profile, fmt::format("has the duration_seconds '{}'", text),
                         fmt::format("{} to {}", kDurationMin, kDurationMax));
    }
    out.role.duration_seconds = static_cast<int>(*seconds);
  }
  return out;
}

std::string role_session_name(const std::string& given, const base::Clock& clock) {
  if (!given.empty()) return given;
  const auto seconds = std::chrono::floor<base::Seconds>(clock.now()).time_since_epoch();
  return fmt::format("switchboard-{}", seconds.count());
}

}  // namespace sb::awsclient::credentials
