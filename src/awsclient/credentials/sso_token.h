// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/sso_settings.h"

namespace sb::awsclient::credentials {

// The access token that `aws sso login` left in ~/.aws/sso/cache/<sha1 of cache_name>.json. Within 15 minutes
// of its end, one that has a refreshToken and a client registration that still holds is renewed by SSO-OIDC
// CreateToken and written back, with the new refreshToken; a cache that cannot be written to stays as it is.
// Error: there is none, or it has ended; the hint is the command that signs in.
base::Result<base::Secret> find_sso_token(const Surroundings& surroundings, const SsoSettings& settings);

}  // namespace sb::awsclient::credentials
