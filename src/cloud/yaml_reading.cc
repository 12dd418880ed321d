// SPDX-License-Identifier: Apache-2.0
#include "cloud/yaml_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/encoding.h"

namespace sb::cloud {

void refuse(const YAML::Node& node, const std::string& message) {
  throw YAML::Exception(node.Mark(), message);
}

void check_keys(const YAML::Node& node, const std::vector<std::string>& known) {
  if (!node.IsMap() && !node.IsNull())
    refuse(node, fmt::format("a mapping is wanted here, with the keys {}", fmt::join(known, ", ")));
  std::set<std::string> seen;
  for (const auto& pair : node) {
    const std::string& key = pair.first.Scalar();
    if (!seen.insert(key).second) refuse(pair.first, fmt::format("the key '{}' stands here twice", key));
    if (std::find(known.begin(), known.end(), key) == known.end())
      refuse(pair.first, fmt::format("no key '{}' here; known: {}", key, fmt::join(known, ", ")));
  }
}

std::string text(const YAML::Node& node, const char* key, const std::string& fallback) {
  const YAML::Node value = node[key];
  if (!value) return fallback;
  if (!value.IsScalar()) refuse(value, fmt::format("{} must be text", key));
  return value.Scalar();
}

bool flag(const YAML::Node& node, const char* key, bool fallback) {
  const std::string word = text(node, key, fallback ? "true" : "false");
  if (word != "true" && word != "false") refuse(node[key], fmt::format("{} must be true or false", key));
  return word == "true";
}

std::vector<std::string> texts(const YAML::Node& node) {
  std::vector<std::string> out;
  if (!node) return out;
  if (node.IsScalar()) return {node.Scalar()};
  if (!node.IsSequence()) refuse(node, "text or a list of texts is wanted here");
  for (const auto& item : node) {
    if (!item.IsScalar()) refuse(item, "text is wanted here");
    out.push_back(item.Scalar());
  }
  return out;
}

std::vector<YAML::Node> items(const YAML::Node& node, const char* key) {
  const YAML::Node list = node[key];
  if (!list || list.IsNull()) return {};
  if (!list.IsSequence()) refuse(list, fmt::format("{} must be a list", key));
  return {list.begin(), list.end()};
}

YAML::Node read_yaml(const std::string& content) {
  if (const auto bad = base::find_bad_encoding(content)) {
    YAML::Mark mark;
    mark.line = bad->position.line - 1;
    mark.column = bad->position.column - 1;
    throw YAML::Exception(mark, fmt::format("{}; {}", bad->reason, bad->hint));
  }
  const std::vector<YAML::Node> documents = YAML::LoadAll(content);
  for (size_t i = 1; i < documents.size(); ++i) {
    if (!documents[i].IsNull())
      refuse(documents[i], "a second document begins here, which nobody would read");
  }
  return documents.empty() ? YAML::Node() : documents.front();
}

base::Error yaml_error(const char* code, const std::string& file, const YAML::Exception& error) {
  return {code, fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg), ""};
}

}  // namespace sb::cloud
