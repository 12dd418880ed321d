// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "cli/rules_input.h"
#include "pattern/case_file.h"
#include "switchboard/matcher.h"

namespace sb::cli {

// Cases of the form {"event":…,"expect_routes":[names]}: which routes of a spec take an event, and no others.
// `event_text` gives the event's raw text in a string instead; other keys are labels.
class RouteCases {
 public:
  // Every rule of `routes` that AWS would take is asked; the others are said.
  RouteCases(const InputRules& routes, const Console& console);

  // Whether all routes can be asked.
  bool good() const { return good_; }
  // Whether the line, if it is JSON, is such a case.
  static bool is_one(std::string_view line);
  // Runs a line that is one. Expected and got are the routes' names.
  pattern::CaseOutcome run(std::string_view line) const;

 private:
  switchboard::Matcher matcher_;
  std::vector<std::string> names_;
  bool good_ = true;
};

}  // namespace sb::cli
