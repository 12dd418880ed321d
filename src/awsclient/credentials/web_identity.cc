// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/web_identity.h"

#include <fmt/format.h>

#include "awsclient/credentials/role_settings.h"
#include "awsclient/sts.h"
#include "base/file.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr size_t kTokenMin = 4;
constexpr size_t kTokenMax = 20000;

base::Result<base::Secret> read_token(const std::string& path) {
  const auto text = base::read_file_if_any(path);
  if (!text) return text.error();
  if (!*text) return base::Error{"", fmt::format("there is no file {}", path), ""};
  const std::string_view token = base::trim(**text);
  if (token.size() < kTokenMin || token.size() > kTokenMax) {
    return base::Error{
        "", fmt::format("{} holds no token of {} to {} characters", path, kTokenMin, kTokenMax), ""};
  }
  return base::Secret(std::string(token));
}

class WebIdentityProvider final : public CredentialProvider {
 public:
  WebIdentityProvider(const Surroundings& surroundings, std::string profile, WebIdentityFrom from)
      : surroundings_(surroundings),
        profile_(std::move(profile)),
        from_(from),
        unsigned_({}),
        transport_(surroundings.http, surroundings.sleeper, surroundings.endpoints, unsigned_) {}

  std::string name() const override { return "a web identity"; }

  base::Result<Found> find() override {
    const std::string path = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
    if (path.empty()) return Found(Nothing{nothing()});
    const std::string role_arn = setting("AWS_ROLE_ARN", "role_arn");
    if (role_arn.empty()) {
      return base::Error{"BadSetting", fmt::format("the web identity in {} comes without a role", path),
                         "set AWS_ROLE_ARN, or role_arn in the profile"};
    }
    const auto token = read_token(expand_home(path, surroundings_.environment));
    if (!token) return base::Error{"BadSetting", "the web identity's token: " + token.error().message, ""};
    const std::string session = setting("AWS_ROLE_SESSION_NAME", "role_session_name");
    auto found = assume_role_with_web_identity(
        transport_, {role_arn, role_session_name(session, surroundings_.clock)}, *token);
    if (found.ok()) return Found(std::move(*found));
    const std::string& code = found.error().code;
    const bool untrusted = code.starts_with("AccessDenied") || code == "InvalidIdentityToken";
    return base::Error{
        code, fmt::format("the web identity in {} cannot take {}: {}", path, role_arn, found.error().message),
        untrusted ? "the role must trust the token's issuer, audience and subject" : found.error().hint};
  }

 private:
  std::string setting(const char* variable, const char* key) const {
    if (from_ == WebIdentityFrom::kEnvironmentAndProfile) {
      if (std::string value = surroundings_.variable(variable); !value.empty()) return value;
    }
    const Section* section = surroundings_.files.profile(profile_);
    return section == nullptr ? "" : section->value(key);
  }

  std::string nothing() const {
    const std::string in_profile = fmt::format("profile '{}' has no web_identity_token_file", profile_);
    return from_ == WebIdentityFrom::kProfile ? in_profile
                                              : "AWS_WEB_IDENTITY_TOKEN_FILE is not set, and " + in_profile;
  }

  const Surroundings& surroundings_;
  const std::string profile_;
  const WebIdentityFrom from_;
  FixedCredentials unsigned_;
  Transport transport_;
};

}  // namespace

ProviderPtr make_web_identity_provider(const Surroundings& surroundings, std::string profile,
                                       WebIdentityFrom from) {
  return std::make_unique<WebIdentityProvider>(surroundings, std::move(profile), from);
}

}  // namespace sb::awsclient::credentials
