// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include "base/digest.h"
#include "cloud/cloud.h"
#include "cloud/seed_iam.h"
#include "cloud/yaml_reading.h"

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

}  // namespace

base::Result<Seed> read_seed(const std::string& content, const std::string& file) {
  Seed out;
  try {
    const YAML::Node root = YAML::Load(content);
    check_keys(root, {"organization", "queues", "clients", "event_types", "aws", "functions", "roles",
                      "policies", "web_identity_providers"});
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
    read_iam(root, out);
  } catch (const YAML::Exception& error) {
    return yaml_error("seed", file, error);
  }
  return out;
}

}  // namespace sb::cloud
