// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

enum class WebIdentityFrom { kEnvironmentAndProfile, kProfile };

// AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME, each else from the profile
// (web_identity_token_file, role_arn, role_session_name): AssumeRoleWithWebIdentity with the token that the
// file holds at that time. Errors: a token file without a role, a file that cannot be read or holds no token,
// and what STS says.
ProviderPtr make_web_identity_provider(const Surroundings& surroundings, std::string profile,
                                       WebIdentityFrom from);

}  // namespace sb::awsclient::credentials
