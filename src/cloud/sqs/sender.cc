// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sender.h"

#include "cloud/service/sessions.h"

namespace sb::cloud::sqs {

const std::string& sender_id(const service::Call& call) {
  return call.user_id.empty() ? call.realm.account : call.user_id;
}

std::string service_sender_id(const std::string& principal) { return service::unique_id("AIDA", principal); }

}  // namespace sb::cloud::sqs
