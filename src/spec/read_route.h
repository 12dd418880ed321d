// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/model.h"
#include "spec/yaml_map.h"

namespace sb::spec {

// One entry of `routes:`. Reports what is wrong with its form; checks across keys are validate()'s.
Route read_route(const std::string& name, base::SourcePosition name_position, const YAML::Node& node,
                 const Context& context);
DeadLetter read_dead_letter(const YAML::Node& node, const Context& context);
Retry read_retry(const YAML::Node& node, const Context& context);

}  // namespace sb::spec
