// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sender.h"

#include <map>

#include "cloud/service/sessions.h"

namespace sb::cloud::sqs {

const std::string& sender_id(const service::Call& call) {
  return call.user_id.empty() ? call.realm.account : call.user_id;
}

std::string service_sender_id(const std::string& principal) {
  // There are as few as there are services that send.
  static thread_local std::map<std::string, std::string> known;
  std::string& id = known[principal];
  if (id.empty()) id = service::unique_id("AIDA", principal);
  return id;
}

}  // namespace sb::cloud::sqs
