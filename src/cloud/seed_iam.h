// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include "cloud/cloud.h"

namespace sb::cloud {

// The keys `roles`, `policies` and `web_identity_providers` of a seed: who may take on what. Throws
// YAML::Exception with the place.
void read_iam(const YAML::Node& root, Seed& out);

}  // namespace sb::cloud
