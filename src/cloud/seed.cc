// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/yaml.h>

#include "cloud/cloud.h"
#include "cloud/seed_iam.h"
#include "cloud/seed_organization.h"
#include "cloud/yaml_reading.h"

namespace sb::cloud {

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
