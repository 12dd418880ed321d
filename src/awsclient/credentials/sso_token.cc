// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/sso_token.h"

#include <fmt/format.h>

#include "awsclient/credentials/answer.h"
#include "base/digest.h"
#include "base/file.h"

namespace sb::awsclient::credentials {
namespace {

constexpr std::chrono::minutes kRenewFrom{15};
constexpr Patience kPatience{3, base::Milliseconds{1000}};

// The token of one sign-in, in the AWS CLI's cache.
class CachedToken {
 public:
  CachedToken(const Surroundings& surroundings, const SsoSettings& settings, UnsavedSignIn& unsaved)
      : surroundings_(surroundings),
        settings_(settings),
        unsaved_(unsaved),
        path_(fmt::format("{}/.aws/sso/cache/{}.json", surroundings.variable("HOME"),
                          base::hex(base::sha1(settings.cache_name)))) {}

  base::Result<base::Secret> get() {
    if (auto status = read(); !status) return status.error();
    const base::Time now = surroundings_.clock.now();
    if (now < expires_ - kRenewFrom) return token();
    const std::string why_not = can_be_renewed(now) ? renew(now) : "";
    if (now < expires_) return token();  // the new one, or what is left of the old
    return ended(why_not);
  }

 private:
  base::Secret token() const { return base::Secret(json::string_or_empty(whole_, "accessToken")); }

  base::Status read() {
    const auto text = base::read_file_if_any(path_);
    if (!text) return text.error();
    if (!*text) {
      return base::Error{
          "SsoNotSignedIn",
          fmt::format("nobody is signed in to SSO for the AWS profile '{}'", settings_.profile),
          settings_.login()};
    }
    auto object = read_object(**text, path_);
    if (!object) return base::Error{object.error().code, object.error().message, settings_.login()};
    whole_ = std::move(*object);
    const auto expires = read_time(json::string_or_empty(whole_, "expiresAt"));
    if (!expires || token().empty()) {
      return base::Error{"BadAnswer", fmt::format("{} holds no access token with its end", path_),
                         settings_.login()};
    }
    expires_ = *expires;
    // Whoever signs in anew meanwhile has a later end in the cache.
    const auto unsaved = read_time(json::string_or_empty(unsaved_.whole, "expiresAt"));
    if (unsaved.ok() && *unsaved > expires_) {
      whole_ = unsaved_.whole;
      expires_ = *unsaved;
    }
    return {};
  }

  bool can_be_renewed(base::Time now) const {
    for (const char* key : {"refreshToken", "clientId", "clientSecret"}) {
      if (json::string_or_empty(whole_, key).empty()) return false;
    }
    const auto registered_until = read_time(json::string_or_empty(whole_, "registrationExpiresAt"));
    return registered_until.ok() && now < *registered_until;
  }

  // "" when done, else why not.
  std::string renew(base::Time now) {
    const json::Object input{{"clientId", whole_["clientId"]},
                             {"clientSecret", whole_["clientSecret"]},
                             {"grantType", "refresh_token"},
                             {"refreshToken", whole_["refreshToken"]}};
    const auto response = fetch(surroundings_,
                                {"POST",
                                 surroundings_.endpoints.url("oidc", settings_.region) + "/token",
                                 {{"Content-Type", "application/json"}},
                                 json::to_text(input),
                                 std::nullopt},
                                kPatience);
    if (!response) return response.error().message;
    if (response->status != 200) return "SSO-OIDC CreateToken " + describe(*response);
    const auto answer = read_object(response->body, "SSO-OIDC CreateToken");
    if (!answer) return answer.error().message;
    const std::string access = json::string_or_empty(*answer, "accessToken");
    const auto seconds = json::find_int(*answer, "expiresIn");
    if (access.empty() || !seconds) return "SSO-OIDC CreateToken gave no access token with its end";
    expires_ = now + base::Seconds(*seconds);
    whole_["accessToken"] = access;
    whole_["expiresAt"] = base::format_iso_seconds(expires_);
    if (const std::string next = json::string_or_empty(*answer, "refreshToken"); !next.empty())
      whole_["refreshToken"] = next;
    const auto written = base::replace_private_file(path_, json::to_text(whole_));
    unsaved_ = written.ok() ? UnsavedSignIn{} : UnsavedSignIn{whole_, written.error().message};
    return "";
  }

  base::Error ended(const std::string& why_not) const {
    return {
        "SsoExpired",
        fmt::format("the SSO sign-in of the AWS profile '{}' ended at {}{}{}", settings_.profile,
                    base::format_iso_seconds(expires_),
                    why_not.empty() ? "" : ", and could not be renewed: " + why_not,
                    unsaved_.why.empty() ? "" : "; renewed before, it could not be kept: " + unsaved_.why),
        settings_.login()};
  }

  const Surroundings& surroundings_;
  const SsoSettings& settings_;
  UnsavedSignIn& unsaved_;
  const std::string path_;
  json::Object whole_;
  base::Time expires_;
};

}  // namespace

base::Result<base::Secret> find_sso_token(const Surroundings& surroundings, const SsoSettings& settings,
                                          UnsavedSignIn& unsaved) {
  return CachedToken(surroundings, settings, unsaved).get();
}

}  // namespace sb::awsclient::credentials
