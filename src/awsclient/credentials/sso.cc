// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/sso.h"

#include <fmt/format.h>

#include "awsclient/credentials/answer.h"
#include "awsclient/credentials/sso_settings.h"
#include "awsclient/credentials/sso_token.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr Patience kPatience{3, base::Milliseconds{1000}};
constexpr char kWho[] = "SSO GetRoleCredentials";

base::Result<Credentials> read_role_credentials(const std::string& body) {
  const auto object = read_object(body, kWho);
  if (!object) return object.error();
  const json::Object* found = json::find_object(*object, "roleCredentials");
  const auto expires = found == nullptr ? std::nullopt : json::find_int(*found, "expiration");
  if (!expires)
    return base::Error{"BadAnswer", fmt::format("{} gave no credentials with their end", kWho), ""};
  Credentials out{json::string_or_empty(*found, "accessKeyId"),
                  base::Secret(json::string_or_empty(*found, "secretAccessKey")),
                  base::Secret(json::string_or_empty(*found, "sessionToken")),
                  base::Time(base::Milliseconds(*expires))};
  if (out.access_key_id.empty() || out.secret_access_key.empty() || out.session_token.empty())
    return base::Error{"BadAnswer", fmt::format("{} gave credentials with a part missing", kWho), ""};
  return out;
}

class SsoProvider final : public CredentialProvider {
 public:
  SsoProvider(const Surroundings& surroundings, std::string profile)
      : surroundings_(surroundings), profile_(std::move(profile)) {}
  std::string name() const override { return fmt::format("SSO, by profile '{}'", profile_); }

  base::Result<Found> find() override {
    const auto settings = read_sso_settings(surroundings_.files, profile_);
    if (!settings) return settings.error();
    if (!*settings) return Found(Nothing{"it has no sso_account_id"});
    const auto token = find_sso_token(surroundings_, **settings, unsaved_);
    if (!token) return token.error();
    const auto response = fetch(surroundings_, make_request(**settings, *token), kPatience);
    if (!response) return response.error();
    if (response->status != 200) return refused(**settings, *response);
    auto credentials = read_role_credentials(response->body);
    if (!credentials) return credentials.error();
    return Found(std::move(*credentials));
  }

 private:
  net::ClientRequest make_request(const SsoSettings& settings, const base::Secret& token) const {
    return {"GET",
            fmt::format("{}/federation/credentials?role_name={}&account_id={}",
                        surroundings_.endpoints.url("portal.sso", settings.region),
                        base::percent_encode(settings.role_name), base::percent_encode(settings.account_id)),
            {{"x-amz-sso_bearer_token", token.reveal()}},
            "",
            std::nullopt};
  }

  base::Error refused(const SsoSettings& settings, const net::HttpResponse& response) const {
    return {
        "SsoRefused",
        fmt::format("{} for {} in account {} {}", kWho, settings.role_name, settings.account_id,
                    describe(response)),
        response.status == 401 ? settings.login() : "is the permission set assigned to you in that account?"};
  }

  const Surroundings& surroundings_;
  const std::string profile_;
  UnsavedSignIn unsaved_;
};

}  // namespace

ProviderPtr make_sso_provider(const Surroundings& surroundings, std::string profile) {
  return std::make_unique<SsoProvider>(surroundings, std::move(profile));
}

}  // namespace sb::awsclient::credentials
