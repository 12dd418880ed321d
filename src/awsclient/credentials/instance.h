// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// The role of an EC2 instance, from its metadata service (IMDSv2). Where the service has no tokens (403, 404,
// 405) or the token does not come back (a hop limit of 1 does that to containers), version 1 is asked,
// unless AWS_EC2_METADATA_V1_DISABLED (ec2_metadata_v1_disabled in the profile) forbids it.
// Read: AWS_EC2_METADATA_DISABLED; AWS_EC2_METADATA_SERVICE_ENDPOINT, else _ENDPOINT_MODE (IPv4, IPv6), both
// also of the profile in lower case; AWS_METADATA_SERVICE_TIMEOUT (1 s) and _NUM_ATTEMPTS (1).
// Nothing: no answer, or an instance without a role.
ProviderPtr make_instance_provider(const Surroundings& surroundings, std::string profile);

}  // namespace sb::awsclient::credentials
