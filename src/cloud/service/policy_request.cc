// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/policy_request.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace sb::cloud::service {
namespace {

using Value = std::optional<std::string>;

Value unless_empty(const std::string& text) { return text.empty() ? std::nullopt : Value(text); }

Value source_ip(const Call& call) {
  return call.peer == nullptr ? std::nullopt : Value(call.peer->address());
}

Value secure_transport(const Call& call) { return call.origin.starts_with("https:") ? "true" : "false"; }

// The last part of "arn:aws:iam::A:user/PATH/NAME".
Value user_name(const Call& call) {
  const auto arn = aws::view_arn(call.caller_arn);
  if (!arn || !arn->resource.starts_with("user/")) return std::nullopt;
  return std::string(arn->resource.substr(arn->resource.rfind('/') + 1));
}

struct Key {
  std::string_view name;
  Value (*value)(const Call& call);
};

constexpr Key kOfCall[] = {
    {"aws:sourceip", source_ip},
    {"aws:securetransport", secure_transport},
    {"aws:useragent", [](const Call& c) { return unless_empty(c.user_agent); }},
    {"aws:userid", [](const Call& c) { return unless_empty(c.user_id); }},
    {"aws:username", user_name},
    {"aws:requestedregion", [](const Call& c) { return unless_empty(c.realm.region); }}};

Value find_in_session(const Session& session, std::string_view key) {
  static constexpr std::string_view kTag = "aws:principaltag/";
  if (key == "aws:principalarn") return session.role_arn;
  if (key == "aws:sourceidentity") return unless_empty(session.source_identity);
  if (key == "aws:multifactorauthpresent") return "false";
  if (!key.starts_with(kTag)) return std::nullopt;
  const auto at = std::find_if(session.tags.begin(), session.tags.end(), [&](const SessionTag& tag) {
    return base::equals_ignore_case(tag.key, key.substr(kTag.size()));
  });
  return at == session.tags.end() ? std::nullopt : Value(at->value);
}

}  // namespace

aws::PolicyRequest make_policy_request(const Call& call, std::string action, std::string resource) {
  aws::PolicyRequest out;
  out.principal_account = call.realm.account;
  out.principal_arn = call.caller_arn;
  out.action = std::move(action);
  out.resource = std::move(resource);
  out.time = call.time;
  out.look_up = [&call](std::string_view key) -> Value {
    const auto* at = std::find_if(std::begin(kOfCall), std::end(kOfCall),
                                  [&](const Key& known) { return known.name == key; });
    if (at != std::end(kOfCall)) return at->value(call);
    return call.session == nullptr ? std::nullopt : find_in_session(*call.session, key);
  };
  return out;
}

}  // namespace sb::cloud::service
