// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "cli/connection.h"
#include "cli/console.h"
#include "cli/options.h"
#include "reconcile/commands.h"
#include "reconcile/desired.h"
#include "reconcile/observed.h"
#include "reconcile/plan.h"
#include "spec/model.h"

namespace sb::cli {

// A spec as it was read: its text, and what it asked the environment for.
struct SpecText {
  std::string file;
  std::string text;
  std::map<std::string, std::optional<std::string>> variables;
  std::set<std::string> secrets = {};  // of the variables (reconcile::secret_variables)
};

// A spec, read and held against what is live: what plan, apply, destroy and verify begin with.
struct Stack {
  spec::Spec spec;  // with the routes that the plan is about
  SpecText source;
  std::unique_ptr<Connection> connection;
  reconcile::Desired desired;
  reconcile::Observed observed;
  reconcile::PlanResult plan;
  // Plans again from what is live by then, as `plan` was made.
  std::function<reconcile::PlanResult(const reconcile::Desired&, const reconcile::Observed&)> replan;
};

enum class Purpose { kApply, kDestroy };

// Reads the file, signs in, resolves names, looks at the world, plans. Everything that stands in the way is
// printed, all of it at once; nullopt then. Plans with problems come back: the caller says what they mean.
std::optional<Stack> open_stack(const GlobalOptions& global, const StackOptions& options, Purpose purpose,
                                const Console& console);

// The same for a text in hand, whose variables `environment` has.
std::optional<Stack> open_text(const GlobalOptions& global, SpecText source,
                               const spec::Environment& environment, const StackOptions& options,
                               Purpose purpose, const Console& console);

// The same for a spec in hand and clients that are open.
std::optional<Stack> plan_stack(spec::Spec spec, std::unique_ptr<Connection> connection,
                                const StackOptions& options, const reconcile::Commands& commands,
                                Purpose purpose, const Console& console);

// Prints notes and warnings of a plan to stderr.
void say_remarks(const reconcile::Plan& plan, const Console& console);

}  // namespace sb::cli
