// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include "cloud/cloud.h"
#include "cloud/seed_iam.h"
#include "cloud/seed_organization.h"
#include "cloud/yaml_reading.h"
#include "net/http_message.h"

namespace sb::cloud {
namespace {

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
    const YAML::Node root = read_yaml(content);
    check_keys(root, {"organization", "queues", "clients", "event_types", "topics", "integrations", "aws",
                      "functions", "roles", "managed_rules", "policies", "web_identity_providers"});
    read_organization(root, out.organization);
    for (const auto& item : root["functions"]) out.functions.push_back(read_function(item));
    for (const auto& item : root["managed_rules"]) out.managed_rules.push_back(read_managed_rule(item));
    read_iam(root, out);
  } catch (const YAML::Exception& error) {
    return yaml_error("seed", file, error);
  }
  return out;
}

}  // namespace sb::cloud
