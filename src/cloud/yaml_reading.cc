// SPDX-License-Identifier: Apache-2.0
#include "cloud/yaml_reading.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::cloud {
namespace {

bool has_right(const YAML::Node& client, const char* right) {
  const YAML::Node rights = client["rights"];
  if (!rights) return true;
  for (const auto& item : rights) {
    if (item.Scalar() == right) return true;
  }
  return false;
}

}  // namespace

std::string text(const YAML::Node& node, const char* key, const std::string& fallback) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : fallback;
}

std::vector<std::string> texts(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node && node.IsScalar()) out.push_back(node.Scalar());
  if (node && node.IsSequence()) {
    for (const auto& item : node) out.push_back(item.Scalar());
  }
  return out;
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

base::Error yaml_error(const char* code, const std::string& file, const YAML::Exception& error) {
  return {code, fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg), ""};
}

genesys::OAuthClient read_oauth_client(const YAML::Node& node) {
  check_keys(node, {"id", "secret", "rights"});
  return {text(node, "id", ""), base::Secret(text(node, "secret", "")), has_right(node, "queues"),
          has_right(node, "events")};
}

}  // namespace sb::cloud
