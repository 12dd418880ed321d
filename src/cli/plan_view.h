// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/console.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"

// What plan, apply and destroy print: one value each, as text for people and as JSON for programs.
namespace sb::cli {

// "+ create", "~ update", "- delete", with differences beneath each and the sums at the end.
std::string plan_as_text(const reconcile::Plan& plan, const Console& console);
// switchboard.plan/1; with a result, each change also has done, arn and error.
std::string plan_as_json(const reconcile::Plan& plan, const char* schema,
                         const reconcile::ApplyResult* result);
// One line a change that was made or failed, with its ARN.
std::string result_as_text(const reconcile::Plan& plan, const reconcile::ApplyResult& result,
                           const Console& console);

}  // namespace sb::cli
