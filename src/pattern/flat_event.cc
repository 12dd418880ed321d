// SPDX-License-Identifier: Apache-2.0
#include "pattern/flat_event.h"

#include <algorithm>

#include "base/text.h"

namespace sb::pattern {

namespace {

Path path_of(std::string_view name) {
  Path path{std::string(name), {}};
  for (const std::string_view segment : base::split(name, '.')) path.segments.emplace_back(segment);
  return path;
}

}  // namespace

FlatEvent flatten(const Event& event, const PathTable& paths) {
  FlatEvent flat;
  flat.clear();
  for (uint32_t at = 1; at < event.positions().size(); ++at) {
    const ArrayPosition& position = event.positions()[at];
    flat.positions.push_back({position.parent, position.array});
    if (position.array >= flat.array_ends.size()) flat.array_ends.resize(position.array + 1, 0);
  }
  for (auto at = static_cast<uint32_t>(flat.positions.size()) - 1; at != 0; --at) {
    // From the last on: an array whose end is known has those around it done.
    for (uint32_t around = at; around != 0; around = flat.positions[around].parent) {
      uint32_t& end = flat.array_ends[flat.positions[around].array];
      if (end != 0) break;
      end = at + 1;
    }
  }
  for (uint32_t path = 0; path < paths.size(); ++path) {
    for (const Value& value : event.values(path_of(paths.name(path)))) {
      const bool number = value.kind == json::Kind::kNumber;
      flat.values.push_back({path, value.position, value.kind, number ? value.number.spelling : value.text});
    }
  }
  return flat;
}

}  // namespace sb::pattern
