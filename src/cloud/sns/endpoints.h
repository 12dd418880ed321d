// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/service.h"
#include "cloud/sns/allowed_hosts.h"

namespace sb::cloud::sns {

// The fault of a protocol that SNS does not have or this endpoint does not serve, of an endpoint that does
// not fit it, and of an HTTP endpoint whose host is not allowed.
std::optional<service::Fault> check_endpoint(const std::string& protocol, const std::string& endpoint,
                                             const AllowedHosts& allowed);

// Whether a subscription by `account` needs no confirmation: it owns the queue or function. HTTP endpoints
// belong to nobody.
bool is_owner_of_endpoint(const std::string& account, const std::string& endpoint);

}  // namespace sb::cloud::sns
