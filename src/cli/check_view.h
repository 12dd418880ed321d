// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"
#include "reconcile/check.h"
#include "reconcile/doctor/finding.h"

// What verify and doctor print: things that were looked at, as text for people and as JSON for programs.
namespace sb::cli {

std::string checks_as_text(const std::vector<reconcile::Check>& checks, const Console& console);
std::string checks_as_json(const std::vector<reconcile::Check>& checks, const char* schema);

// Chain by chain, with the owner of what is broken; `verbose`: also what was seen of links that hold.
std::string findings_as_text(const std::vector<reconcile::doctor::Finding>& findings, const Console& console,
                             bool verbose);
// switchboard.doctor/1: the members of a check, "owner", "route" (null: of every route) and, where a pattern
// or filter does not match, "explanation" (switchboard/explain.h, to_json).
std::string findings_as_json(const std::vector<reconcile::doctor::Finding>& findings);

}  // namespace sb::cli
