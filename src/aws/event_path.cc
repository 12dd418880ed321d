// SPDX-License-Identifier: Apache-2.0
#include "aws/event_path.h"

#include <algorithm>

#include "base/text.h"

namespace sb::aws {
namespace {

// ".*", and no name that goes on behind it.
bool is_every_member(std::string_view path) {
  return path.starts_with(".*") && (path.size() == 2 || path[2] == '.' || path[2] == '[');
}

}  // namespace

std::optional<std::vector<PathStep>> parse_event_path(std::string_view path) {
  std::vector<PathStep> out;
  if (!path.starts_with('$')) return std::nullopt;
  path.remove_prefix(1);
  while (!path.empty()) {
    if (path.starts_with("[*]") || is_every_member(path)) {
      out.push_back({"", std::nullopt, true});
      path.remove_prefix(path.front() == '[' ? 3 : 2);
    } else if (path.starts_with("['") || path.starts_with("[\"")) {
      const size_t end = path.find(path[1], 2);
      if (end == std::string_view::npos || end + 1 >= path.size() || path[end + 1] != ']')
        return std::nullopt;
      out.push_back({std::string(path.substr(2, end - 2)), std::nullopt});
      path.remove_prefix(end + 2);
    } else if (path.starts_with('[')) {
      const size_t end = path.find(']');
      const auto index =
          end == std::string_view::npos ? std::nullopt : base::parse_int(path.substr(1, end - 1));
      if (!index || *index < 0) return std::nullopt;
      out.push_back({"", static_cast<size_t>(*index)});
      path.remove_prefix(end + 1);
    } else if (path.starts_with('.')) {
      const size_t end = std::min(path.find_first_of(".[", 1), path.size());
      if (end == 1) return std::nullopt;
      out.push_back({std::string(path.substr(1, end - 1)), std::nullopt});
      path.remove_prefix(end);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace sb::aws
