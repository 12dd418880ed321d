// SPDX-License-Identifier: Apache-2.0
#include "cloud/seed_iam.h"

#include <fmt/format.h>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/text.h"
#include "cloud/yaml_reading.h"

namespace sb::cloud {
namespace {

std::string read_iam_arn(const YAML::Node& node, const char* kind, const char* example) {
  const std::string given = text(node, "arn", "");
  const auto arn = aws::parse_arn(given);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with(kind) || arn->resource.ends_with('/'))
    refuse(node, fmt::format("an arn like {} is needed here", example));
  return given;
}

// `allow`: a list of { action, resource }, each a text or a list.
aws::Policy read_allows(const YAML::Node& holder) {
  aws::Policy out;
  for (const YAML::Node& item : items(holder, "allow")) {
    check_keys(item, {"action", "resource"});
    aws::PolicyStatement statement;
    statement.principals = {"*"};
    statement.actions = texts(item["action"]);
    statement.resources = texts(item["resource"]);
    if (statement.actions.empty() || statement.resources.empty())
      refuse(item, "what is allowed needs an action and a resource");
    out.statements.push_back(std::move(statement));
  }
  return out;
}

base::Seconds read_max_session(const YAML::Node& node) {
  const auto seconds = base::parse_int(text(node, "max_session_seconds", "3600"));
  if (!seconds || *seconds < 3600 || *seconds > 43200)
    refuse(node["max_session_seconds"], "max_session_seconds is from 3600 to 43200");
  return base::Seconds(*seconds);
}

service::Role read_role(const YAML::Node& node) {
  check_keys(node, {"arn", "trust", "allow", "external_id", "max_session_seconds"});
  service::Role role;
  role.arn = read_iam_arn(node, "role/", "arn:aws:iam::123456789012:role/NAME");
  role.trusted = texts(node["trust"]);
  role.allows = read_allows(node);
  role.external_id = text(node, "external_id", "");
  role.max_session = read_max_session(node);
  return role;
}

Seed::ManagedPolicy read_policy(const YAML::Node& node) {
  check_keys(node, {"arn", "allow"});
  return {read_iam_arn(node, "policy/", "arn:aws:iam::123456789012:policy/NAME"), read_allows(node)};
}

sts::IdentityProvider read_provider(const YAML::Node& node) {
  check_keys(node, {"issuer", "audiences", "key", "account"});
  sts::IdentityProvider out;
  out.account = text(node, "account", kLocalAccount);
  out.issuer = text(node, "issuer", "");
  out.audiences = texts(node["audiences"]);
  out.key = base::Secret(text(node, "key", ""));
  if (!aws::is_account_id(out.account)) refuse(node, "account is 12 digits");
  if (!out.issuer.starts_with("https://") || out.audiences.empty() || out.key.empty())
    refuse(node, "a provider needs an issuer (https://…), audiences and a key");
  return out;
}

}  // namespace

void read_iam(const YAML::Node& root, Seed& out) {
  for (const YAML::Node& item : items(root, "roles")) out.roles.push_back(read_role(item));
  for (const YAML::Node& item : items(root, "policies")) out.policies.push_back(read_policy(item));
  for (const YAML::Node& item : items(root, "web_identity_providers"))
    out.identity_providers.push_back(read_provider(item));
}

}  // namespace sb::cloud
