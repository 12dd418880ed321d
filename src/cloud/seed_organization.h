// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include "cloud/genesys/organization.h"

namespace sb::cloud {

// Reads the keys organization, queues, clients, event_types and aws of a seed over what `out` holds. Throws
// YAML::Exception with the place of what does not fit.
void read_organization(const YAML::Node& root, genesys::Organization& out);
// One item of `clients`: { id, secret, rights }.
genesys::OAuthClient read_oauth_client(const YAML::Node& node);

}  // namespace sb::cloud
