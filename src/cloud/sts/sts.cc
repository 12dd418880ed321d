// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/sts.h"

#include <fmt/format.h>

#include "aws/arn.h"

namespace sb::cloud::sts {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr base::Seconds kChainedMax{3600};

Fault validation_error(std::string text) { return {"ValidationError", std::move(text), 400, "", ""}; }

// The same for a role that is not there, so that nobody learns which ones are.
Fault not_trusted(const Call& call, const std::string& role) {
  return {"AccessDenied",
          fmt::format("User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                      call.caller_arn, role),
          403, "", ""};
}

Fault web_identity_not_trusted() {
  return {"AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403, "", ""};
}

// What is true of every session that one session starts: an hour at most, its source identity and its
// transitive tags.
std::optional<Fault> chain(const service::Session& from, SessionRequest& request) {
  if (request.duration > kChainedMax)
    return validation_error(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  if (!from.source_identity.empty()) {
    if (!request.source_identity.empty() && request.source_identity != from.source_identity)
      return Fault{"AccessDenied", "The source identity of a session cannot be changed by role chaining.",
                   403, "", ""};
    request.source_identity = from.source_identity;
  }
  return inherit_tags(from, request);
}

}  // namespace

Sts::Sts(const service::Roles& roles, service::Sessions& sessions, const base::Clock& clock,
         std::vector<IdentityProvider> providers)
    : roles_(roles), sessions_(sessions), clock_(clock), providers_(std::move(providers)) {}

const std::map<std::string, Sts::Operation>& Sts::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"GetCallerIdentity", &Sts::get_caller_identity},
      {"AssumeRole", &Sts::assume_role},
      {"AssumeRoleWithWebIdentity", &Sts::assume_role_with_web_identity},
  };
  return kOperations;
}

bool Sts::knows(const std::string& operation) const { return operations().contains(operation); }

void Sts::handle(const Call& call, const std::string& operation, const json::Object& input,
                 service::Reply reply) {
  reply((this->*operations().at(operation))(call, input));
}

Outcome Sts::get_caller_identity(const Call& call, const json::Object&) {
  return json::Object{{"UserId", call.user_id}, {"Account", call.realm.account}, {"Arn", call.caller_arn}};
}

Outcome Sts::assume_role(const Call& call, const json::Object& input) {
  SessionRequest request;
  if (auto fault = read_request(input, false, roles_, request)) return *fault;
  if (call.session != nullptr) {
    if (auto fault = chain(*call.session, request)) return *fault;
  }
  const service::Role* role = roles_.find(request.role_arn);
  if (role == nullptr || !service::Roles::trusts(*role, call.caller_arn))
    return not_trusted(call, request.role_arn);
  if (!role->external_id.empty() && role->external_id != request.external_id)
    return not_trusted(call, request.role_arn);
  return issue(request, *role);
}

Outcome Sts::assume_role_with_web_identity(const Call&, const json::Object& input) {
  SessionRequest request;
  if (auto fault = read_request(input, true, roles_, request)) return *fault;
  if (input.contains("ProviderId"))
    return Fault{
        "InvalidIdentityToken",
        "ProviderId goes with OAuth 2.0 access tokens; this endpoint takes OpenID Connect ID tokens only.",
        400, "", ""};
  const std::string account = aws::parse_arn(request.role_arn)->account;
  const auto verified = verify_token(request.token, account, providers_, clock_.now());
  if (const Fault* fault = std::get_if<Fault>(&verified)) return *fault;
  const WebIdentity& identity = std::get<WebIdentity>(verified);
  const service::Role* role = roles_.find(request.role_arn);
  if (role == nullptr || !service::Roles::trusts(*role, identity.provider_arn))
    return web_identity_not_trusted();
  Outcome out = issue(request, *role);
  if (out.fault) return out;
  out.body["SubjectFromWebIdentityToken"] = identity.subject;
  out.body["Provider"] = identity.issuer;
  out.body["Audience"] = identity.audience;
  return out;
}

Outcome Sts::issue(const SessionRequest& request, const service::Role& role) {
  if (request.duration > role.max_session)
    return validation_error(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  if (const int64_t percent = request.packed_percent(); percent > 100)
    return Fault{
        "PackedPolicyTooLarge",
        fmt::format("Packed size of session tags and policies consumes {}% of allotted space.", percent), 400,
        "", ""};
  service::Session session;
  session.role_arn = role.arn;
  session.name = request.session_name;
  session.expires = clock_.now() + request.duration;
  session.source_identity = request.source_identity;
  session.policy = request.policy;
  session.policy_arns = request.policy_arns;
  session.tags = request.tags;
  const service::SessionCredentials credentials = sessions_.issue(session);
  json::Object out{{"Credentials",
                    {{"AccessKeyId", credentials.access_key_id},
                     {"SecretAccessKey", credentials.secret.reveal()},
                     {"SessionToken", credentials.token.reveal()},
                     {"Expiration", base::format_iso_seconds(session.expires)}}},
                   {"AssumedRoleUser", {{"AssumedRoleId", session.user_id()}, {"Arn", session.arn()}}}};
  if (request.narrows_or_tags()) out["PackedPolicySize"] = request.packed_percent();
  if (!request.source_identity.empty()) out["SourceIdentity"] = request.source_identity;
  return out;
}

}  // namespace sb::cloud::sts
