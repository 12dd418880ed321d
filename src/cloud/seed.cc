// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include "base/digest.h"
#include "cloud/cloud.h"
#include "cloud/seed_iam.h"
#include "cloud/yaml_reading.h"
#include "net/http_message.h"

namespace sb::cloud {
namespace {

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
    for (const auto& item : clients) out.clients.push_back(read_oauth_client(item));
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
                      "managed_rules", "policies", "web_identity_providers"});
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
