// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/role.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "awsclient/credentials/container.h"
#include "awsclient/credentials/environment.h"
#include "awsclient/credentials/instance.h"
#include "awsclient/credentials/process.h"
#include "awsclient/credentials/refreshed.h"
#include "awsclient/credentials/role_settings.h"
#include "awsclient/credentials/shared_keys.h"
#include "awsclient/credentials/sso.h"
#include "awsclient/credentials/web_identity.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

using SourcePtr = std::unique_ptr<CredentialSource>;

std::string role_name(const std::string& profile) { return fmt::format("the role of profile '{}'", profile); }

// One role, taken as `source`.
class RoleProvider final : public CredentialProvider {
 public:
  RoleProvider(const Surroundings& surroundings, std::string profile, AssumeRole role, SourcePtr source)
      : profile_(std::move(profile)),
        role_(std::move(role)),
        source_(std::move(source)),
        transport_(surroundings.http, surroundings.sleeper, surroundings.endpoints, *source_) {}

  std::string name() const override { return role_name(profile_); }

  base::Result<Found> find() override {
    // Asked for first, so that what is wrong with the source is not told as a failed call.
    if (auto source = source_->get(); !source) return source.error();
    auto session = assume_role(transport_, role_);
    if (session.ok()) return Found(std::move(*session));
    const base::Error& error = session.error();
    return base::Error{
        error.code, fmt::format("profile '{}' cannot take {}: {}", profile_, role_.role_arn, error.message),
        error.code.starts_with("AccessDenied")
            ? "the role's trust policy must name the caller, the caller needs sts:AssumeRole, and an "
              "external_id that the role asks for must stand in the profile"
            : error.hint};
  }

 private:
  const std::string profile_;
  const AssumeRole role_;
  const SourcePtr source_;
  Transport transport_;
};

// Follows source_profile from profile to profile.
class RoleChain {
 public:
  explicit RoleChain(const Surroundings& surroundings) : surroundings_(surroundings) {}

  base::Result<ProviderPtr> role_of(const std::string& profile) {
    visited_.push_back(profile);
    auto settings = read_role(*surroundings_.files.profile(profile), profile, surroundings_.clock);
    if (!settings) return settings.error();
    auto source = settings->credential_source.empty() ? profile_source(profile, settings->source_profile)
                                                      : named_source(profile, settings->credential_source);
    if (!source) return source.error();
    return ProviderPtr(std::make_unique<RoleProvider>(surroundings_, profile, std::move(settings->role),
                                                      std::move(*source)));
  }

 private:
  SourcePtr refreshed(const std::string& what, std::vector<ProviderPtr> providers) const {
    return std::make_unique<RefreshedCredentials>(Subject{what, "give the source credentials"},
                                                  std::move(providers), surroundings_.clock);
  }

  base::Result<SourcePtr> named_source(const std::string& profile, const std::string& source) const {
    std::vector<ProviderPtr> providers;
    if (source == "Environment") {
      providers.push_back(make_environment_provider(surroundings_));
    } else if (source == "EcsContainer") {
      providers.push_back(make_container_provider(surroundings_));
    } else {
      providers.push_back(make_instance_provider(surroundings_, profile));
    }
    return refreshed(
        fmt::format("credentials from {}, the credential_source of profile '{}'", source, profile),
        std::move(providers));
  }

  base::Result<SourcePtr> profile_source(const std::string& profile, const std::string& source) {
    const Section* section = surroundings_.files.profile(source);
    if (section == nullptr) {
      return base::Error{
          "BadProfile",
          fmt::format("AWS profile '{}' has the source_profile '{}', which does not exist", profile, source),
          surroundings_.files.no_such_profile(source).hint};
    }
    const bool has_keys = !section->value("aws_access_key_id").empty();
    const bool seen = std::find(visited_.begin(), visited_.end(), source) != visited_.end();
    if (seen && !(source == profile && has_keys)) return circle(source);
    std::vector<ProviderPtr> providers;
    if (!has_keys && has_role(*section)) {
      auto role = role_of(source);
      if (!role) return role.error();
      providers.push_back(std::move(*role));
    } else {
      providers = providers_of(source, has_keys);
    }
    return refreshed(fmt::format("credentials in '{}', the source_profile of '{}'", source, profile),
                     std::move(providers));
  }

  std::vector<ProviderPtr> providers_of(const std::string& profile, bool has_keys) const {
    std::vector<ProviderPtr> out;
    if (!has_keys) {
      out.push_back(make_web_identity_provider(surroundings_, profile, WebIdentityFrom::kProfile));
      out.push_back(make_sso_provider(surroundings_, profile));
      out.push_back(make_process_provider(surroundings_, profile));
    }
    for (const auto file : {SharedFiles::Kind::kCredentials, SharedFiles::Kind::kConfig})
      out.push_back(make_shared_keys_provider(surroundings_, profile, file));
    return out;
  }

  base::Error circle(const std::string& back_to) const {
    return {"BadProfile",
            fmt::format("AWS profiles go round in a circle: {} -> {}", base::join(visited_, " -> "), back_to),
            "one of them needs keys, or a source_profile that has some"};
  }

  const Surroundings& surroundings_;
  std::vector<std::string> visited_;
};

// The first step of the chain: whether the profile takes a role at all.
class ProfileRoleProvider final : public CredentialProvider {
 public:
  ProfileRoleProvider(const Surroundings& surroundings, std::string profile)
      : surroundings_(surroundings), profile_(std::move(profile)) {}

  std::string name() const override { return role_name(profile_); }

  base::Result<Found> find() override {
    const Section* section = surroundings_.files.profile(profile_);
    if (section == nullptr) return Found(Nothing{"there is no such profile"});
    if (!has_role(*section)) return Found(Nothing{"it has no role_arn"});
    if (role_ == nullptr) {
      auto role = RoleChain(surroundings_).role_of(profile_);
      if (!role) return role.error();
      role_ = std::move(*role);
    }
    return role_->find();
  }

 private:
  const Surroundings& surroundings_;
  const std::string profile_;
  ProviderPtr role_;
};

}  // namespace

ProviderPtr make_role_provider(const Surroundings& surroundings, std::string profile) {
  return std::make_unique<ProfileRoleProvider>(surroundings, std::move(profile));
}

}  // namespace sb::awsclient::credentials
