// SPDX-License-Identifier: Apache-2.0
#include "cli/stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/environment.h"
#include "cli/suggested_command.h"
#include "reconcile/live_parts.h"
#include "reconcile/queue_rename.h"
#include "reconcile/resolve.h"
#include "reconcile/saved_plan.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

bool say_errors(const std::vector<base::Error>& errors, const Console& console) {
  for (const base::Error& error : errors) console.error(error);
  return !errors.empty();
}

// What the routes outside of the scope ask for. Their queues need not exist: names of resources are enough.
reconcile::Desired desire_others(const spec::Spec& spec, const reconcile::Scope& scope,
                                 const reconcile::Resolution& resolution) {
  reconcile::Resolution names;
  names.realm = resolution.realm;
  names.organization_id = resolution.organization_id;
  names.without_patterns = true;
  return reconcile::make_desired(reconcile::outside(spec, scope), names).desired;
}

// Notes which queues were deleted and made anew, as far as live rules tell.
base::Status add_queue_drift(Stack& stack, const reconcile::Resolution& resolution) {
  if (stack.connection->genesys() == nullptr || resolution.without_patterns) return {};
  auto drift = reconcile::find_queue_drift(stack.spec, resolution, *stack.connection->genesys());
  if (!drift) return drift.error();
  for (const reconcile::QueueDrift& of_route : *drift) {
    stack.plan.plan.warnings.push_back(
        fmt::format("route '{}': {}", of_route.route, reconcile::words_for(of_route)));
  }
  stack.plan.plan.queue_drift = std::move(*drift);
  return {};
}

// What live rules tell of queue names that Genesys Cloud does not have. It only adds to errors that were
// said: where it cannot be found out, nothing is.
void say_renamed_queues(const spec::Spec& spec, const reconcile::Resolved& resolved, Connection& connection,
                        const Console& console) {
  const bool lacks_names =
      std::any_of(resolved.problems.begin(), resolved.problems.end(), reconcile::is_no_such_queue);
  if (!lacks_names || connection.genesys() == nullptr) return;
  reconcile::Resolution names = resolved.resolution;
  names.without_patterns = true;
  const auto desired = reconcile::make_desired(spec, names);
  if (!desired.problems.empty()) return;
  const auto observed = reconcile::observe(connection.world(), desired.desired);
  if (!observed) return;
  const auto renamed = reconcile::find_renamed_queues(
      resolved, reconcile::read_live_parts(spec, desired.desired, *observed), *connection.genesys());
  if (!renamed) return;
  for (const std::string& sentence : *renamed) console.say("note: " + sentence);
}

}  // namespace

void say_remarks(const reconcile::Plan& plan, const Console& console) {
  for (const std::string& note : plan.notes) console.say("note: " + note);
  for (const std::string& warning : plan.warnings) console.warning(warning);
  for (const std::string& kept : reconcile::all_kept(plan)) console.warning(kept);
}

std::optional<Stack> plan_stack(spec::Spec whole, std::unique_ptr<Connection> connection,
                                const StackOptions& options, const reconcile::Commands& commands,
                                Purpose purpose, const Console& console) {
  const auto failed = [&](const base::Error& error) {
    console.error(error);
    return std::nullopt;
  };
  reconcile::PlanOptions how_to_plan;
  how_to_plan.adopt = options.adopt;
  how_to_plan.discard_messages = options.discard_messages;
  how_to_plan.commands = commands;
  how_to_plan.scope.routes = {options.only.begin(), options.only.end()};
  spec::Spec spec = reconcile::inside(whole, how_to_plan.scope);
  reconcile::ResolveOptions how;
  how.guard_account = !connection->is_local();
  how.without_patterns = purpose == Purpose::kDestroy;
  how.commands = commands;
  auto resolved = reconcile::resolve(spec, connection->aws(), connection->genesys(), how);
  if (!resolved) return failed(resolved.error());
  reconcile::Resolution& resolution = resolved->resolution;
  for (const base::Error& warning : resolved->warnings) console.warning(warning);
  // Where a queue name failed, "none of its queues exists" would only repeat it.
  if (say_errors(resolved->problems, console)) {
    say_renamed_queues(spec, *resolved, *connection, console);
    return std::nullopt;
  }
  auto desired = reconcile::make_desired(spec, resolution);
  if (say_errors(desired.problems, console)) return std::nullopt;
  const auto search = !how_to_plan.scope.whole()     ? reconcile::OrphanSearch::kNever
                      : purpose == Purpose::kDestroy ? reconcile::OrphanSearch::kAlways
                                                     : reconcile::OrphanSearch::kWhereCutOff;
  auto observed = reconcile::observe(connection->world(), desired.desired, reconcile::kWorkers, search);
  if (!observed) return failed(observed.error());
  if (say_errors(reconcile::unknown_routes(options.only, whole, *observed), console)) return std::nullopt;
  resolution.live_parts = reconcile::read_live_parts(spec, desired.desired, *observed);
  desired = reconcile::make_desired(spec, resolution);
  if (say_errors(desired.problems, console)) return std::nullopt;
  if (!how_to_plan.scope.whole())
    how_to_plan.scope.others = desire_others(whole, how_to_plan.scope, resolution);
  Stack out{
      std::move(spec), {}, std::move(connection), std::move(desired.desired), std::move(*observed), {}, {}};
  out.replan = [how_to_plan, purpose](const reconcile::Desired& wanted, const reconcile::Observed& live) {
    return purpose == Purpose::kApply ? reconcile::make_plan(wanted, live, how_to_plan)
                                      : reconcile::make_destroy_plan(wanted, live, how_to_plan);
  };
  out.plan = out.replan(out.desired, out.observed);
  if (auto status = add_queue_drift(out, resolution); !status) return failed(status.error());
  return out;
}

std::optional<Stack> open_stack(const GlobalOptions& global, const StackOptions& options, Purpose purpose,
                                const Console& console) {
  auto text = read_spec_file(options.file);
  if (!text) {
    console.error(text.error());
    return std::nullopt;
  }
  return open_text(global, {options.file, std::move(*text), {}}, process_environment(), options, purpose,
                   console);
}

std::optional<Stack> open_text(const GlobalOptions& global, SpecText source,
                               const spec::Environment& environment, const StackOptions& options,
                               Purpose purpose, const Console& console) {
  spec::Loaded loaded =
      spec::load(source.text, source.file, recording_environment(environment, source.variables),
                 purpose == Purpose::kDestroy ? spec::Checks::kNames
                 : global.local               ? spec::Checks::kServices
                                              : spec::Checks::kAccount);
  if (!loaded.diagnostics.all().empty()) {
    const std::string findings = loaded.diagnostics.to_text();
    console.say(std::string_view(findings).substr(0, findings.size() - 1));
  }
  if (!loaded.spec) return std::nullopt;
  source.secrets = reconcile::secret_variables(source.variables, *loaded.spec);
  const GenesysSettings genesys{loaded.spec->genesys.region, loaded.spec->genesys.auth};
  const bool partner_bus_unknown = !loaded.spec->genesys.integration.suffix.empty();
  const bool guards_organization = !loaded.spec->genesys.organization.empty();
  const bool asks_genesys = purpose == Purpose::kApply || partner_bus_unknown || guards_organization ||
                            loaded.spec->genesys.exclusive;
  const Connection::Needs needs{true, asks_genesys};
  auto connection = Connection::open(global, genesys, loaded.spec->aws.region, process_environment(), needs);
  if (!connection) {
    console.error(connection.error());
    return std::nullopt;
  }
  if ((*connection)->is_local()) console.say("using " + (*connection)->whereabouts());
  if (options.rate > 0) (*connection)->set_pace(options.rate);
  const reconcile::Commands commands = commands_for(global, source.file, connection->get());
  auto stack =
      plan_stack(std::move(*loaded.spec), std::move(*connection), options, commands, purpose, console);
  if (!stack) return std::nullopt;
  stack->source = std::move(source);
  if (global.verbose) {
    console.say(fmt::format("account {}, region {}: read {} rules, {} topics, {} queues",
                            stack->desired.realm.account, stack->desired.realm.region,
                            stack->observed.rules.size(), stack->observed.topics.size(),
                            stack->observed.queues.size()));
  }
  return stack;
}

}  // namespace sb::cli
