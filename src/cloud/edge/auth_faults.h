// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/edge/auth.h"

// What AWS answers to those it does not let in, in the codes of the protocol's family (facts 1.4).
namespace sb::cloud::edge {

service::Fault unknown_key(Protocol protocol);
service::Fault expired_token(Protocol protocol);
service::Fault bad_signature(Protocol protocol, std::string text);
service::Fault missing_token(Protocol protocol);
service::Fault incomplete_signature(Protocol protocol, std::string text);
// What a session's policies do not allow; each service has a code of its own.
service::Fault access_denied(const std::string& service, std::string text);

}  // namespace sb::cloud::edge
