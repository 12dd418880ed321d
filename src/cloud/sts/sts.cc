// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/sts.h"

#include "json/document.h"

namespace sb::cloud::sts {

bool Sts::knows(const std::string& operation) const { return operation == "GetCallerIdentity"; }

void Sts::handle(const service::Call& call, const std::string&, const json::Object&, service::Reply reply) {
  reply(json::Object{
      {"UserId", call.realm.account}, {"Account", call.realm.account}, {"Arn", call.caller_arn}});
}

}  // namespace sb::cloud::sts
