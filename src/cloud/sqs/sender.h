// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::sqs {

// The SenderId of a caller, in the shape of IAM's ids: the account id of an account's own keys, "AIDA…" of a
// user, "AROA…:SESSION" of a role (SQS API reference, ReceiveMessage). The same for the same caller always.
std::string sender_id(const service::Call& call);
// Of an AWS service that delivers ("sns.amazonaws.com"): services send under users of their own, "AIDA…".
std::string service_sender_id(const std::string& principal);

}  // namespace sb::cloud::sqs
