// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/target_input.h"
#include "spec/target_checks.h"

namespace sb::spec {
namespace {

using aws::InputFault;

class InputCheck {
 public:
  InputCheck(const Target& target, base::Diagnostics& diagnostics)
      : input_(*target.input), diagnostics_(diagnostics) {
    wire_ = input_.to_wire();
    wire_["Id"] = target.id.empty() ? target.value : target.id;
  }

  void run() {
    for (const InputFault& fault : aws::check_input_sizes(wire_)) refuse(fault);
    for (const InputFault& fault : aws::check_target_input(wire_)) refuse(fault);
    for (const InputFault& fault : aws::find_hopeless_template(wire_))
      diagnostics_.error("SB0151", place_of(fault), fault.words, fault.hint);
    for (const InputFault& fault : aws::find_bare_text(wire_))
      diagnostics_.warning("SB0152", place_of(fault), fault.words, fault.hint);
    warn_of_unused_paths();
  }

 private:
  void refuse(const InputFault& fault) {
    diagnostics_.error("SB0150", place_of(fault), "EventBridge would refuse this input: " + fault.words,
                       fault.hint);
  }

  base::SourcePosition place_of(const InputFault& fault) const {
    if (fault.part != InputFault::Part::kPaths) return input_.position;
    const auto at = input_.path_positions.find(fault.variable);
    return at == input_.path_positions.end() ? input_.paths_position : at->second;
  }

  void warn_of_unused_paths() {
    if (input_.transform.empty() && !input_.paths.empty())
      diagnostics_.warning("SB0152", input_.paths_position,
                           "these paths are for a template, and there is none",
                           "add template:, or drop paths:");
  }

  const Input& input_;
  base::Diagnostics& diagnostics_;
  json::Object wire_;
};

}  // namespace

void check_input(const Target& target, base::Diagnostics& diagnostics) {
  if (target.input) InputCheck(target, diagnostics).run();
}

}  // namespace sb::spec
