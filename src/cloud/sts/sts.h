// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "base/clock.h"
#include "cloud/service/roles.h"
#include "cloud/service/service.h"
#include "cloud/service/sessions.h"
#include "cloud/sts/session_request.h"
#include "cloud/sts/web_identity.h"

namespace sb::cloud::sts {

// AWS STS (API 2011-06-15): who is calling, and roles taken on for a while. The roles are those of the seed.
// AWS lets no root user take a role on; here the key pairs that stand for a whole account may. On the loop's
// thread only.
class Sts final : public service::Service {
 public:
  // `clock` is the cloud's own time: sessions and tokens expire by it.
  Sts(const service::Roles& roles, service::Sessions& sessions, const base::Clock& clock,
      std::vector<IdentityProvider> providers);

  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;

 private:
  using Operation = service::Outcome (Sts::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  service::Outcome get_caller_identity(const service::Call& call, const json::Object& input);
  service::Outcome assume_role(const service::Call& call, const json::Object& input);
  // Nobody has signed the call; the token says who calls.
  service::Outcome assume_role_with_web_identity(const service::Call& call, const json::Object& input);
  service::Outcome issue(const SessionRequest& request, const service::Role& role);

  const service::Roles& roles_;
  service::Sessions& sessions_;
  const base::Clock& clock_;
  const std::vector<IdentityProvider> providers_;
};

}  // namespace sb::cloud::sts
