// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
#include "cloud/cloud.h"
#include "cloud/seed_organization.h"
#include "cloud/yaml_reading.h"

namespace sb::cloud {
namespace {

constexpr size_t kKeyIdMax = 128;
constexpr size_t kBearerMin = 16;

bool is_key_id(const std::string& id) {
  return !id.empty() && id.size() <= kKeyIdMax && aws::is_made_of(id, "_");
}

Credentials::KeyPair read_key_pair(const YAML::Node& node) {
  check_keys(node, {"access_key_id", "secret_access_key", "account", "user_arn"});
  Credentials::KeyPair out{text(node, "access_key_id", ""), base::Secret(text(node, "secret_access_key", "")),
                           text(node, "account", ""), text(node, "user_arn", "")};
  if (!is_key_id(out.id)) refuse(node, "access_key_id is made of letters, digits and _, up to 128 of them");
  if (out.id.starts_with("ASIA")) refuse(node, "an access_key_id that begins with ASIA is that of a session");
  if (out.secret.empty()) refuse(node, "secret_access_key is missing");
  if (!aws::is_account_id(out.account)) refuse(node, "account is 12 digits");
  if (out.user_arn.empty()) return out;
  const auto arn = aws::parse_arn(out.user_arn);
  if (!arn || arn->service != "iam" || arn->account != out.account || !arn->resource.starts_with("user/"))
    refuse(node, fmt::format("user_arn is one like arn:aws:iam::{}:user/NAME", out.account));
  return out;
}

// Each id stands once.
template <class List, class Item>
void add_once(List& list, Item item, const YAML::Node& node) {
  if (std::any_of(list.begin(), list.end(), [&](const Item& known) { return known.id == item.id; }))
    refuse(node, fmt::format("'{}' stands here twice", item.id));
  list.push_back(std::move(item));
}

}  // namespace

base::Result<Credentials> read_credentials(const std::string& content, const std::string& file) {
  Credentials out;
  try {
    const YAML::Node root = read_yaml(content);
    check_keys(root, {"aws", "genesys", "admin"});
    for (const YAML::Node& item : items(root, "aws")) add_once(out.keys, read_key_pair(item), item);
    for (const YAML::Node& item : items(root, "genesys"))
      add_once(out.oauth_clients, read_oauth_client(item), item);
    if (const YAML::Node admin = root["admin"]) {
      check_keys(admin, {"bearer"});
      out.admin_bearer = base::Secret(text(admin, "bearer", ""));
      if (out.admin_bearer.reveal().size() < kBearerMin)
        refuse(admin, fmt::format("bearer has at least {} characters", kBearerMin));
    }
  } catch (const YAML::Exception& error) {
    return yaml_error("credentials", file, error);
  }
  return out;
}

}  // namespace sb::cloud
