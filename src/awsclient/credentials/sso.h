// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// A profile's sso_account_id and sso_role_name, by the sign-in of its sso_session (or, of old, its own
// sso_start_url and sso_region): GET /federation/credentials at portal.sso.<sso_region>. The sign-in itself
// is the AWS CLI's work; where it has ended the error says `aws sso login --profile NAME`.
ProviderPtr make_sso_provider(const Surroundings& surroundings, std::string profile);

}  // namespace sb::awsclient::credentials
