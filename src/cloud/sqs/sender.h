// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::sqs {

// The SenderId of a caller (SQS API reference, ReceiveMessage): its UserId as STS tells it, the account's id
// where it has none.
const std::string& sender_id(const service::Call& call);
// Of an AWS service that delivers ("sns.amazonaws.com"): services send under users of their own, "AIDA…".
std::string service_sender_id(const std::string& principal);

}  // namespace sb::cloud::sqs
