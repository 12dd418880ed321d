// SPDX-License-Identifier: Apache-2.0
#include "cli/stack.h"

#include <fmt/format.h>

#include "cli/environment.h"
#include "reconcile/live_parts.h"
#include "reconcile/resolve.h"
#include "spec/load.h"

namespace sb::cli {

void say_remarks(const reconcile::Plan& plan, const Console& console) {
  for (const std::string& note : plan.notes) console.say("note: " + note);
  for (const std::string& warning : plan.warnings) console.warning(warning);
  for (const std::string& kept : plan.kept) console.warning(kept);
}

std::optional<Stack> plan_stack(spec::Spec spec, std::unique_ptr<Connection> connection,
                                const StackOptions& options, Purpose purpose, const Console& console) {
  reconcile::ResolveOptions how;
  how.guard_account = !connection->is_local();
  how.without_patterns = purpose == Purpose::kDestroy;
  auto resolved = reconcile::resolve(spec, connection->aws(), connection->genesys(), how);
  if (!resolved) {
    console.error(resolved.error());
    return std::nullopt;
  }
  for (const std::string& warning : resolved->warnings) console.warning(warning);
  auto desired = reconcile::make_desired(spec, resolved->resolution);
  // Where a queue name failed, "none of its queues exists" would only repeat it.
  const bool resolved_all = resolved->problems.empty();
  for (const base::Error& problem : resolved_all ? desired.problems : resolved->problems)
    console.error(problem);
  if (!resolved_all || !desired.problems.empty()) return std::nullopt;
  auto observed = reconcile::observe(connection->world(), desired.desired);
  if (!observed) {
    console.error(observed.error());
    return std::nullopt;
  }
  resolved->resolution.live_parts = reconcile::read_live_parts(spec, desired.desired, *observed);
  desired = reconcile::make_desired(spec, resolved->resolution);
  for (const base::Error& problem : desired.problems) console.error(problem);
  if (!desired.problems.empty()) return std::nullopt;
  Stack out{std::move(spec), std::move(connection), std::move(desired.desired), std::move(*observed), {}};
  const reconcile::PlanOptions plan_options{options.adopt, options.discard_messages};
  out.plan = purpose == Purpose::kApply
                 ? reconcile::make_plan(out.desired, out.observed, plan_options)
                 : reconcile::make_destroy_plan(out.desired, out.observed, plan_options);
  return out;
}

std::optional<Stack> open_stack(const GlobalOptions& global, const StackOptions& options, Purpose purpose,
                                const Console& console) {
  const auto text = read_file(options.file);
  if (!text) {
    console.error(text.error());
    return std::nullopt;
  }
  const spec::Environment environment = process_environment();
  spec::Loaded loaded = spec::load(*text, options.file, environment);
  if (!loaded.diagnostics.all().empty()) {
    const std::string findings = loaded.diagnostics.to_text();
    console.say(std::string_view(findings).substr(0, findings.size() - 1));
  }
  if (!loaded.spec) return std::nullopt;
  const GenesysSettings genesys{loaded.spec->genesys.region, loaded.spec->genesys.auth};
  const bool partner_bus_unknown = !loaded.spec->genesys.integration.suffix.empty();
  const bool guards_organization = !loaded.spec->genesys.organization.empty();
  const bool asks_genesys = purpose == Purpose::kApply || partner_bus_unknown || guards_organization ||
                            loaded.spec->genesys.exclusive;
  const Connection::Needs needs{true, asks_genesys};
  auto connection = Connection::open(global, genesys, loaded.spec->aws.region, environment, needs);
  if (!connection) {
    console.error(connection.error());
    return std::nullopt;
  }
  auto stack = plan_stack(std::move(*loaded.spec), std::move(*connection), options, purpose, console);
  if (stack && global.verbose) {
    console.say(fmt::format("account {}, region {}: read {} rules, {} topics, {} queues",
                            stack->desired.realm.account, stack->desired.realm.region,
                            stack->observed.rules.size(), stack->observed.topics.size(),
                            stack->observed.queues.size()));
  }
  return stack;
}

}  // namespace sb::cli
