// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "spec/load.h"
#include "spec/model.h"

namespace sb::spec {

base::SourcePosition position_of(const YAML::Node& node);

// What reading a file needs everywhere: the findings and the variables.
struct Context {
  base::Diagnostics& diagnostics;
  const Environment& environment;

  // The scalar with ${VAR} and ${VAR:-default} filled in ($${ is a literal ${). Reports an unset variable.
  std::string fill_in(const YAML::Node& scalar) const;
  // A scalar, list or map as JSON by the YAML 1.2 core schema; numbers keep their spelling.
  Fragment to_fragment(const YAML::Node& node) const;
};

// One YAML mapping being read key by key. The destructor-free way to be complete: read every key that may
// stand there, then call finish(), which reports those that were never asked for, with a suggestion.
class YamlMap {
 public:
  // `what` names the mapping in messages ("route 'created'"). A node that is no mapping is reported.
  YamlMap(const YAML::Node& node, std::string what, const Context& context);

  bool valid() const { return valid_; }
  base::SourcePosition position() const { return position_; }
  // nullopt also where the value is empty or null.
  std::optional<YAML::Node> find(std::string_view key);
  // A filled-in scalar; "" when absent. Reports a list or map.
  std::string text(std::string_view key);
  // As text(), reporting a value that is not one of `allowed`.
  std::string choice(std::string_view key, const std::vector<std::string>& allowed);
  std::optional<int64_t> integer(std::string_view key, int64_t least, int64_t most);
  std::optional<bool> boolean(std::string_view key);
  // "24h", "90m", "3600s", "1d", or seconds.
  std::optional<base::Seconds> duration(std::string_view key, base::Seconds least, base::Seconds most);
  // The keys in order, each once.
  std::vector<std::string> keys() const;
  void finish();

 private:
  YAML::Node node_;
  std::string what_;
  const Context& context_;
  base::SourcePosition position_;
  bool valid_ = false;
  std::vector<std::string> asked_;
};

// Finds unquoted braces inside flow lists and maps ("[v2.users.{id}.presence]", "{arn: ${ARN}}"), which YAML
// reads as a map, and reports each. False when there was one: the text is then not worth parsing.
bool check_flow_braces(std::string_view text, base::Diagnostics& diagnostics);

}  // namespace sb::spec
