// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (or the older AWS_SECURITY_TOKEN) and
// AWS_CREDENTIAL_EXPIRATION. One half of a key pair without the other is an error.
ProviderPtr make_environment_provider(const Surroundings& surroundings);

}  // namespace sb::awsclient::credentials
