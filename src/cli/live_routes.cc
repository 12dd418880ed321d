// SPDX-License-Identifier: Apache-2.0
#include "cli/live_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "awsclient/sts.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/suggested_command.h"
#include "reconcile/resolve.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

bool keep_only(const std::string& name, spec::Spec& spec, const Console& console) {
  std::vector<std::string> names;
  for (const spec::Route& route : spec.routes) names.push_back(route.name);
  std::erase_if(spec.routes, [&](const spec::Route& route) { return route.name != name; });
  if (!spec.routes.empty()) return true;
  const auto near = base::suggest(name, names);
  console.error(
      {"", fmt::format("{} has no route '{}'", spec.file, name),
       near ? fmt::format("did you mean '{}'?", *near) : fmt::format("it has: {}", base::join(names, ", "))});
  return false;
}

bool asks_genesys(const spec::Spec& spec) {
  if (!spec.genesys.organization.empty()) return true;
  return std::any_of(spec.routes.begin(), spec.routes.end(), [&](const spec::Route& route) {
    const spec::Event* event =
        route.events.empty() ? nullptr : spec.catalogue.find_event(route.events.front());
    const spec::Family* family = event == nullptr ? nullptr : spec.catalogue.find_family(event->family);
    return !route.queues.empty() || family == nullptr || family->partner;
  });
}

}  // namespace

std::optional<spec::Spec> read_spec(const std::string& file, const Console& console, spec::Checks checks) {
  const auto text = read_spec_file(file);
  if (!text) {
    console.error(text.error());
    return std::nullopt;
  }
  spec::Loaded loaded = spec::load(*text, file, process_environment(), checks);
  if (!loaded.diagnostics.all().empty()) console.say(base::trim(loaded.diagnostics.to_text()));
  return std::move(loaded.spec);
}

bool is_signed_in_as_meant(const spec::Spec& spec, Connection& connection, const Console& console) {
  std::vector<base::Error> problems;
  if (!connection.is_local() && !spec.aws.account.empty()) {
    const auto identity = awsclient::get_caller_identity(connection.aws());
    auto problem = identity ? reconcile::check_account(spec, identity->account) : identity.error();
    if (problem) problems.push_back(std::move(*problem));
  }
  if (connection.genesys() != nullptr && !spec.genesys.organization.empty()) {
    const auto organization = connection.genesys()->organization();
    auto problem = organization ? reconcile::check_organization(spec, *organization) : organization.error();
    if (problem) problems.push_back(std::move(*problem));
  }
  for (const base::Error& problem : problems) console.error(problem);
  return problems.empty();
}

std::optional<LiveRoutes> open_routes(const GlobalOptions& global, const std::string& file,
                                      const std::string& route, const Console& console) {
  auto spec = read_spec(file, console);
  if (!spec || (!route.empty() && !keep_only(route, *spec, console))) return std::nullopt;
  auto connection = Connection::open(global, {spec->genesys.region, spec->genesys.auth}, spec->aws.region,
                                     process_environment(), {true, asks_genesys(*spec)});
  if (!connection) {
    console.error(connection.error());
    return std::nullopt;
  }
  reconcile::ResolveOptions how;
  how.guard_account = !(*connection)->is_local();
  how.commands = commands_for(global, file, connection->get());
  const auto resolved = reconcile::resolve(*spec, (*connection)->aws(), (*connection)->genesys(), how);
  if (!resolved) {
    console.error(resolved.error());
    return std::nullopt;
  }
  for (const base::Error& warning : resolved->warnings) console.warning(warning);
  auto desired = reconcile::make_desired(*spec, resolved->resolution);
  const bool resolved_all = resolved->problems.empty();
  for (const base::Error& problem : resolved_all ? desired.problems : resolved->problems)
    console.error(problem);
  if (!resolved_all || !desired.problems.empty()) return std::nullopt;
  return LiveRoutes{std::move(*spec), std::move(*connection), std::move(desired.desired)};
}

}  // namespace sb::cli
