// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cloud/service/roles.h"
#include "cloud/service/service.h"
#include "cloud/service/sessions.h"

namespace sb::cloud::sts {

// What AssumeRole and AssumeRoleWithWebIdentity ask for alike (facts 5.1; STS API reference).
struct SessionRequest {
  std::string role_arn;
  std::string session_name;
  base::Seconds duration{3600};
  std::string policy;
  std::vector<std::string> policy_arns;
  std::vector<service::SessionTag> tags;
  std::string source_identity;
  std::string external_id;
  std::string token;  // WebIdentityToken

  // How full the session is, in percent: what policies and tags take of kPackedBytesMax.
  int64_t packed_percent() const;
  bool narrows_or_tags() const { return !policy.empty() || !policy_arns.empty() || !tags.empty(); }
};

// AWS packs policies and tags in a way of its own, with a limit it does not state; here they take their own
// length.
inline constexpr size_t kPackedBytesMax = 4096;

// Checks the members of the request in AWS's order and words and reads them. `with_token` is the request of a
// web identity.
std::optional<service::Fault> read_request(const json::Object& input, bool with_token,
                                           const service::Roles& roles, SessionRequest& out);

// Adds the transitive tags of the session that asks. Fault: a new tag has the key of one of them.
std::optional<service::Fault> inherit_tags(const service::Session& from, SessionRequest& request);

}  // namespace sb::cloud::sts
