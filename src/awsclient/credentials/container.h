// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "awsclient/credentials/provider.h"

namespace sb::awsclient::credentials {

// The endpoint that ECS and EKS give a container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI at 169.254.170.2, or
// AWS_CONTAINER_CREDENTIALS_FULL_URI at any https address or, by http, at loopback, 169.254.170.2,
// 169.254.170.23 or [fd00:ec2::23]. The Authorization header is what AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
// holds at that time, else AWS_CONTAINER_AUTHORIZATION_TOKEN. Two seconds an attempt, three attempts.
ProviderPtr make_container_provider(const Surroundings& surroundings);

}  // namespace sb::awsclient::credentials
