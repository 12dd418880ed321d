// SPDX-License-Identifier: Apache-2.0
#include "spec/yaml_extent.h"

#include <fmt/format.h>

#include "spec/yaml_map.h"

namespace sb::spec {
namespace {

class Walk {
 public:
  explicit Walk(base::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  bool visit(const YAML::Node& node, int depth) {
    if (depth > kNestedMax)
      return refuse(node, fmt::format("the file is nested more than {} levels deep here", kNestedMax));
    if (++values_ > kValuesMax)
      return refuse(node, fmt::format("the file has more than {} values by here", kValuesMax));
    for (const auto& item : node) {
      if (!node.IsMap() ? !visit(item, depth + 1)
                        : !visit(item.first, depth + 1) || !visit(item.second, depth + 1))
        return false;
    }
    return true;
  }

 private:
  bool refuse(const YAML::Node& node, const std::string& what) {
    diagnostics_.error("SB0100", position_of(node), what,
                       "each alias counts for all that its anchor holds; none can stand inside its own");
    return false;
  }

  base::Diagnostics& diagnostics_;
  int values_ = 0;
};

}  // namespace

bool check_extent(const std::vector<YAML::Node>& documents, base::Diagnostics& diagnostics) {
  Walk walk(diagnostics);
  for (const YAML::Node& document : documents) {
    if (!walk.visit(document, 0)) return false;
  }
  return true;
}

}  // namespace sb::spec
