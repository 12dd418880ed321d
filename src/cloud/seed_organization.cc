// SPDX-License-Identifier: Apache-2.0
#include "cloud/seed_organization.h"

#include <algorithm>

#include "base/digest.h"
#include "cloud/yaml_reading.h"

namespace sb::cloud {
namespace {

bool has_right(const YAML::Node& client, const char* right) {
  const auto rights = texts(client["rights"]);
  return !client["rights"] || std::find(rights.begin(), rights.end(), right) != rights.end();
}

}  // namespace

genesys::OAuthClient read_oauth_client(const YAML::Node& node) {
  check_keys(node, {"id", "secret", "rights"});
  genesys::OAuthClient out{text(node, "id", ""), base::Secret(text(node, "secret", "")),
                           has_right(node, "queues"), has_right(node, "events")};
  if (out.id.empty() || out.secret.empty()) refuse(node, "a client needs an id and a secret");
  return out;
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

}  // namespace sb::cloud
