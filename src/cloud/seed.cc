// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "aws/arn.h"
#include "cloud/cloud.h"
#include "cloud/seed_organization.h"
#include "cloud/seed_yaml.h"

namespace sb::cloud {
namespace {

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

}  // namespace

base::Result<Seed> read_seed(const std::string& content, const std::string& file) {
  Seed out;
  try {
    const YAML::Node root = YAML::Load(content);
    check_keys(root, {"organization", "queues", "clients", "event_types", "topics", "integrations", "aws",
                      "functions", "roles"});
    read_organization(root, out.organization);
    for (const auto& item : root["functions"]) {
      const bool named = item.IsScalar();
      if (!named) check_keys(item, {"name", "account", "region"});
      Seed::Function function;
      function.name = named ? item.Scalar() : text(item, "name", "");
      if (!named) {
        function.account = text(item, "account", function.account);
        function.region = text(item, "region", function.region);
      }
      out.functions.push_back(std::move(function));
    }
    for (const auto& item : root["roles"]) out.roles.push_back(read_role(item));
  } catch (const YAML::Exception& error) {
    return base::Error{
        "seed", fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg), ""};
  }
  return out;
}

}  // namespace sb::cloud
