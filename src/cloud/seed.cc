// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "aws/arn.h"
#include "base/digest.h"
#include "cloud/cloud.h"
#include "net/http_message.h"

namespace sb::cloud {
namespace {

// The scalar at `key`, or `fallback`.
std::string text(const YAML::Node& node, const char* key, const std::string& fallback) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : fallback;
}

bool has_right(const YAML::Node& client, const char* right) {
  const YAML::Node rights = client["rights"];
  if (!rights) return true;
  for (const auto& item : rights) {
    if (item.Scalar() == right) return true;
  }
  return false;
}

void check_keys(const YAML::Node& node, const std::vector<std::string>& known) {
  for (const auto& pair : node) {
    const std::string& key = pair.first.Scalar();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw YAML::Exception(pair.first.Mark(),
                            fmt::format("no key '{}' here; known: {}", key, fmt::join(known, ", ")));
    }
  }
}

void read_organization(const YAML::Node& root, genesys::Organization& out) {
  if (const YAML::Node node = root["organization"]) {
    check_keys(node, {"id", "name"});
    out.id = text(node, "id", out.id);
    out.name = text(node, "name", out.name);
  }
  if (const YAML::Node queues = root["queues"]) {
    out.queues.clear();
    for (const auto& item : queues) {
      const bool named = item.IsScalar();
      if (!named) check_keys(item, {"id", "name"});
      out.queues.push_back({named ? base::make_uuid() : text(item, "id", base::make_uuid()),
                            named ? item.Scalar() : text(item, "name", "")});
    }
  }
  if (const YAML::Node clients = root["clients"]) {
    out.clients.clear();
    for (const auto& item : clients) {
      check_keys(item, {"id", "secret", "rights"});
      out.clients.push_back({text(item, "id", ""), base::Secret(text(item, "secret", "")),
                             has_right(item, "queues"), has_right(item, "events")});
    }
  }
  if (const YAML::Node types = root["event_types"]) {
    out.event_types.clear();
    for (const auto& item : types) out.event_types.insert(item.Scalar());
  }
  if (const YAML::Node aws = root["aws"]) {
    check_keys(aws, {"account", "region"});
    out.aws_account = text(aws, "account", out.aws_account);
    out.aws_region = text(aws, "region", out.aws_region);
  }
}

std::vector<std::string> texts(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node && node.IsScalar()) out.push_back(node.Scalar());
  if (node && node.IsSequence()) {
    for (const auto& item : node) out.push_back(item.Scalar());
  }
  return out;
}

service::Role read_role(const YAML::Node& node) {
  check_keys(node, {"arn", "trust", "allow"});
  service::Role role;
  role.arn = text(node, "arn", "");
  const auto arn = aws::parse_arn(role.arn);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with("role/"))
    throw YAML::Exception(node.Mark(), "a role needs an arn like arn:aws:iam::123456789012:role/NAME");
  role.trusted = texts(node["trust"]);
  for (const auto& item : node["allow"]) {
    check_keys(item, {"action", "resource"});
    aws::PolicyStatement statement;
    statement.principals = {"*"};
    statement.actions = texts(item["action"]);
    statement.resources = texts(item["resource"]);
    role.allows.statements.push_back(std::move(statement));
  }
  return role;
}

Seed::Function read_function(const YAML::Node& node) {
  Seed::Function out;
  if (node.IsScalar()) {
    out.name = node.Scalar();
    return out;
  }
  check_keys(node, {"name", "account", "region", "url"});
  out.name = text(node, "name", "");
  out.account = text(node, "account", out.account);
  out.region = text(node, "region", out.region);
  out.url = text(node, "url", "");
  if (!out.url.empty() && !net::parse_origin(out.url))
    throw YAML::Exception(node["url"].Mark(), "a function's url must be like http://127.0.0.1:8080/path");
  return out;
}

eventbridge::ManagedRule read_managed_rule(const YAML::Node& node) {
  check_keys(node, {"name", "account", "region", "pattern", "managed_by"});
  return {{text(node, "account", kLocalAccount), text(node, "region", "us-east-1")},
          text(node, "name", ""),
          text(node, "pattern", ""),
          text(node, "managed_by", "events.amazonaws.com")};
}

}  // namespace

base::Result<Seed> read_seed(const std::string& content, const std::string& file) {
  Seed out;
  try {
    const YAML::Node root = YAML::Load(content);
    check_keys(root, {"organization", "queues", "clients", "event_types", "aws", "functions", "roles",
                      "managed_rules"});
    read_organization(root, out.organization);
    for (const auto& item : root["functions"]) out.functions.push_back(read_function(item));
    for (const auto& item : root["managed_rules"]) out.managed_rules.push_back(read_managed_rule(item));
    for (const auto& item : root["roles"]) out.roles.push_back(read_role(item));
  } catch (const YAML::Exception& error) {
    return base::Error{
        "seed", fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg), ""};
  }
  return out;
}

}  // namespace sb::cloud
