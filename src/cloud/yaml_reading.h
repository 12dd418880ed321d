// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "cloud/genesys/organization.h"

// What the readers of the local cloud's files share. All throw YAML::Exception with the place.
namespace sb::cloud {

// The scalar at `key`, or `fallback`.
std::string text(const YAML::Node& node, const char* key, const std::string& fallback);
// A scalar as a list of one; absent, none.
std::vector<std::string> texts(const YAML::Node& node);
// Refuses other keys than `known`.
void check_keys(const YAML::Node& node, const std::vector<std::string>& known);
// "FILE:LINE:COLUMN: what".
base::Error yaml_error(const char* code, const std::string& file, const YAML::Exception& error);

// { id, secret, rights: [queues, events] }
genesys::OAuthClient read_oauth_client(const YAML::Node& node);

}  // namespace sb::cloud
