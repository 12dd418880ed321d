// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "base/result.h"

// What the readers of the local cloud's files share. What does not fit throws a YAML::Exception with its
// place, of which the reader makes an error.
namespace sb::cloud {

[[noreturn]] void refuse(const YAML::Node& node, const std::string& message);
// Refuses a key that is none of `known` or stands twice, and a node that is no mapping.
void check_keys(const YAML::Node& node, const std::vector<std::string>& known);
// The scalar at `key`, or `fallback` when there is no such key.
std::string text(const YAML::Node& node, const char* key, const std::string& fallback);
// The true or false at `key`.
bool flag(const YAML::Node& node, const char* key, bool fallback);
// A scalar, or a list of them; empty when there is no node.
std::vector<std::string> texts(const YAML::Node& node);
// The list at `key`; empty when there is no such key.
std::vector<YAML::Node> items(const YAML::Node& node, const char* key);
// The file as YAML. What is not UTF-8 is refused, and a second document.
YAML::Node read_yaml(const std::string& content);
// "FILE:LINE:COLUMN: what".
base::Error yaml_error(const char* code, const std::string& file, const YAML::Exception& error);

}  // namespace sb::cloud
