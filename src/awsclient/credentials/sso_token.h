// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "awsclient/credentials/sso_settings.h"
#include "json/document.h"

namespace sb::awsclient::credentials {

// The access token that `aws sso login` left in ~/.aws/sso/cache/<sha1 of cache_name>.json. Within 15 minutes
// of its end, one that has a refreshToken and a client registration that still holds is renewed by SSO-OIDC
// CreateToken and written back, with the new refreshToken. Where the cache cannot be written to, `unsaved`
// keeps it, which is looked into the next time, for the old refreshToken may count no more. Error: there is
// none, or it has ended; the hint is the command that signs in.
struct UnsavedSignIn {
  json::Object whole;  // as the cache would have it; empty: none
  std::string why;     // it could not be written
};
base::Result<base::Secret> find_sso_token(const Surroundings& surroundings, const SsoSettings& settings,
                                          UnsavedSignIn& unsaved);

}  // namespace sb::awsclient::credentials
