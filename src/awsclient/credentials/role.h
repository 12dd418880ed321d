// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// A profile's role_arn, taken by AssumeRole with the credentials of its source_profile or credential_source
// (Environment, Ec2InstanceMetadata, EcsContainer), and with external_id, role_session_name and
// duration_seconds. A source profile may have a role of its own; one with static keys is the end of the
// chain, and may be the profile itself. Errors: a circle of profiles, a source that is not there or has
// nothing, mfa_serial (there is nobody to ask for the code), and what STS says.
// A profile with web_identity_token_file is left to the web identity's provider.
ProviderPtr make_role_provider(const Surroundings& surroundings, std::string profile);

}  // namespace sb::awsclient::credentials
