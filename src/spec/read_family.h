// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/catalogue.h"
#include "spec/yaml_map.h"

namespace sb::spec {

// One entry of `families:`, into the catalogue. A family that is known takes further events; what would
// change it, or an event that is known already, is reported.
void read_family(const std::string& name, const YAML::Node& node, Catalogue& out, const Context& context);

}  // namespace sb::spec
