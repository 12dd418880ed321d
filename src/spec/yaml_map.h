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
#include "spec/unset_variables.h"

namespace sb::spec {

base::SourcePosition position_of(const YAML::Node& node);
// A list, or one value standing for a list of one.
std::vector<YAML::Node> as_list(const YAML::Node& node);

// What reading a file needs everywhere: the findings and the variables.
struct Context {
  base::Diagnostics& diagnostics;
  const Environment& environment;
  UnsetVariables& unset;

  // The scalar with ${VAR} and ${VAR:-default} filled in ($${ is a literal ${). Reports an unset variable,
  // whose name then stands in for its value, and notes it in `unset`.
  std::string fill_in(const YAML::Node& scalar) const;
  // Reports a key that is YAML 1.1's "<<", which would take in the keys of another map. True when it was one.
  bool refuse_merge_key(const YAML::Node& key) const;
  // Reports each key of a map that stands there again; `what` names the map.
  void refuse_keys_twice(const YAML::Node& map, const std::string& what) const;
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
  // True also where nothing stands behind the key.
  bool has(std::string_view key) const;
  // A filled-in scalar; "" when absent. Reports a list or map.
  std::string text(std::string_view key);
  // As text(), reporting a value that is not one of `allowed`.
  std::string choice(std::string_view key, const std::vector<std::string>& allowed);
  std::optional<int64_t> integer(std::string_view key, int64_t least, int64_t most);
  std::optional<bool> boolean(std::string_view key);
  // "24h", "90m", "3600s", "1d", or seconds.
  std::optional<base::Seconds> duration(std::string_view key, base::Seconds least, base::Seconds most);
  // Where a key stands; the map itself where it does not.
  base::SourcePosition position_of_key(std::string_view key) const;
  // Where the value of a key stands; the map itself where there is none.
  base::SourcePosition position_of_value(std::string_view key);
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
// reads as a map, and reports each. In `text` they are then hidden, no character moved, so that it reads as
// if they were quoted. False when there was one: what was read of the text is then to be restored.
bool hide_flow_braces(std::string& text, base::Diagnostics& diagnostics);
// Puts them back into the scalars of a document, whose extent must have been checked (yaml_extent.h).
void restore_flow_braces(YAML::Node node);

}  // namespace sb::spec
