// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/web_identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "json/document.h"

namespace sb::cloud::sts {
namespace {

using service::Fault;

Fault invalid_token(std::string text) { return {"InvalidIdentityToken", std::move(text), 400, "", ""}; }

Fault no_token() {
  return invalid_token(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
}

// RFC 4648 section 5, without padding.
std::optional<std::string> decode_base64url(std::string_view text) {
  std::string standard = base::replace_all(base::replace_all(std::string(text), "-", "+"), "_", "/");
  standard.append((4 - standard.size() % 4) % 4, '=');
  auto bytes = base::base64_decode(standard);
  return bytes.ok() ? std::optional(std::move(*bytes)) : std::nullopt;
}

std::optional<json::Object> decode_object(std::string_view text) {
  const auto bytes = decode_base64url(text);
  auto document = bytes ? json::parse_document(*bytes) : base::Result<json::Value>(base::Error{});
  if (!document || !document->is_object()) return std::nullopt;
  return std::move(document->get_object());
}

// The audience of the token that the provider knows; "" when there is none. `aud` is one text or a list.
std::string known_audience(const json::Object& claims, const IdentityProvider& provider) {
  const auto knows = [&](std::string_view audience) {
    return std::find(provider.audiences.begin(), provider.audiences.end(), audience) !=
           provider.audiences.end();
  };
  if (const auto one = json::find_string(claims, "aud")) return knows(*one) ? std::string(*one) : "";
  if (const json::Array* list = json::find_array(claims, "aud")) {
    for (const json::Value& item : *list) {
      if (item.is_string() && knows(json::view(item.get_string()))) return json::to_std(item.get_string());
    }
  }
  return "";
}

// A time in seconds since 1970, a fraction allowed (RFC 7519, NumericDate).
std::optional<int64_t> find_seconds(const json::Object& claims, const char* name) {
  const json::Value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double seconds = value->to_number<double>();
  return seconds > -1e12 && seconds < 1e12 ? std::optional(static_cast<int64_t>(seconds)) : std::nullopt;
}

std::optional<Fault> check_times(const json::Object& claims, base::Time now) {
  const int64_t seconds = std::chrono::floor<base::Seconds>(now.time_since_epoch()).count();
  const auto expires = find_seconds(claims, "exp");
  if (!expires) return invalid_token("Missing a required claim: exp");
  if (*expires <= seconds)
    return Fault{"ExpiredTokenException",
                 fmt::format("Token expired: current date/time {} must be before the expiration date/time{}",
                             seconds, *expires),
                 400, "", ""};
  if (find_seconds(claims, "nbf").value_or(0) > seconds)
    return invalid_token("The ID Token provided is not valid yet");
  return std::nullopt;
}

}  // namespace

std::string IdentityProvider::arn() const {
  const size_t scheme = issuer.find("://");
  return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account,
                     scheme == std::string::npos ? issuer : issuer.substr(scheme + 3));
}

std::variant<WebIdentity, Fault> verify_token(std::string_view token, const std::string& account,
                                              const std::vector<IdentityProvider>& providers,
                                              base::Time now) {
  const auto parts = base::split(token, '.');
  if (parts.size() != 3) return no_token();
  const auto header = decode_object(parts[0]);
  const auto claims = decode_object(parts[1]);
  const auto stated = decode_base64url(parts[2]);
  if (!header || !claims || !stated) return no_token();
  const std::string issuer = json::string_or_empty(*claims, "iss");
  const auto provider = std::find_if(providers.begin(), providers.end(), [&](const IdentityProvider& p) {
    return p.account == account && p.issuer == issuer;
  });
  if (provider == providers.end())
    return invalid_token(fmt::format("No OpenIDConnect provider found in your account for {}", issuer));
  if (json::find_string(*header, "alg") != "HS256")
    return invalid_token("The ID Token provided is not signed with HS256");
  const std::string_view content = token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!base::equals_constant_time(base::hmac_sha256(provider->key.reveal(), content), *stated))
    return invalid_token("The signature of the ID Token provided is not the provider's");
  const std::string audience = known_audience(*claims, *provider);
  if (audience.empty()) return invalid_token("Incorrect token audience");
  if (auto fault = check_times(*claims, now)) return *fault;
  const std::string subject = json::string_or_empty(*claims, "sub");
  if (subject.empty()) return invalid_token("Missing a required claim: sub");
  return WebIdentity{subject, audience, provider->arn(), issuer};
}

}  // namespace sb::cloud::sts
