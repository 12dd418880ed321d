// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "cloud/service/service.h"

namespace sb::cloud::sts {

// An OpenID Connect provider that an account trusts. Its tokens are JSON Web Tokens (RFC 7519) signed with
// HMAC-SHA256
// ("HS256", RFC 7515) and a key that the seed states, where AWS fetches a public key from the provider.
struct IdentityProvider {
  std::string account;
  std::string issuer;  // "https://idp.example.com", the tokens' `iss`
  std::vector<std::string> audiences;
  base::Secret key;

  // "arn:aws:iam::A:oidc-provider/HOST", as trust policies name it.
  std::string arn() const;
};

struct WebIdentity {
  std::string subject;
  std::string audience;
  std::string provider_arn;
  std::string issuer;
};

// Who the token speaks of, to the account. Faults: InvalidIdentityToken for what is no token, or one of a
// provider, an audience or a key that the account does not know; ExpiredTokenException after its `exp`.
std::variant<WebIdentity, service::Fault> verify_token(std::string_view token, const std::string& account,
                                                       const std::vector<IdentityProvider>& providers,
                                                       base::Time now);

}  // namespace sb::cloud::sts
