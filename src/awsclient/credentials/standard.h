// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// The AWS SDKs' chain, in botocore's order: environment; the profile's role; web identity; SSO; the profile's
// keys in the credentials file; its credential_process; its keys in the config file; the container's
// endpoint; the EC2 instance's role. Where the profile was chosen by a flag, the environment's keys and web
// identity are left out; AWS_PROFILE alone leaves them in. `surroundings` must outlive what is returned.
std::unique_ptr<CredentialSource> make_standard_chain(const Surroundings& surroundings,
                                                      const std::string& profile, bool chosen_by_flag);

}  // namespace sb::awsclient::credentials
