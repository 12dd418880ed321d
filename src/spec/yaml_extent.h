// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <vector>

#include "base/diagnostics.h"

namespace sb::spec {

// How far a file reaches once each alias is written out: a few lines can stand for more than any memory
// holds, and an anchor around its own alias for ever.
inline constexpr int kValuesMax = 1000000;
inline constexpr int kNestedMax = 200;

// False when the documents reach further, which is reported where they do.
bool check_extent(const std::vector<YAML::Node>& documents, base::Diagnostics& diagnostics);

}  // namespace sb::spec
