// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sb::aws {

// One step of a path into an event: a member, an element or, where `every` is set, all of either.
struct PathStep {
  std::string name;
  std::optional<size_t> index;
  bool every = false;
};

// An InputPath, or a value of an InputPathsMap: "$", "$.detail.items[0]", "$['detail-type']", and with
// wildcards "$.detail.items[*].id" and "$.detail.*" (user guide, "Input transformation": JSON paths have
// dots, dashes, underscores, letters, digits and the wildcard). No slices, filters or searches. nullopt for
// what is no such path.
std::optional<std::vector<PathStep>> parse_event_path(std::string_view path);

}  // namespace sb::aws
