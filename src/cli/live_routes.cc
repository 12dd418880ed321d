// SPDX-License-Identifier: Apache-2.0
#include "cli/live_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/environment.h"
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

std::optional<spec::Spec> read_spec(const std::string& file, const Console& console) {
  const auto text = read_file(file);
  if (!text) {
    console.error(text.error());
    return std::nullopt;
  }
  spec::Loaded loaded = spec::load(*text, file, process_environment());
  if (!loaded.diagnostics.all().empty()) console.say(base::trim(loaded.diagnostics.to_text()));
  return std::move(loaded.spec);
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
  const auto resolved = reconcile::resolve(*spec, (*connection)->aws(), (*connection)->genesys(), how);
  if (!resolved) {
    console.error(resolved.error());
    return std::nullopt;
  }
  for (const std::string& warning : resolved->warnings) console.warning(warning);
  auto desired = reconcile::make_desired(*spec, resolved->resolution);
  const bool resolved_all = resolved->problems.empty();
  for (const base::Error& problem : resolved_all ? desired.problems : resolved->problems)
    console.error(problem);
  if (!resolved_all || !desired.problems.empty()) return std::nullopt;
  return LiveRoutes{std::move(*spec), std::move(*connection), std::move(desired.desired)};
}

}  // namespace sb::cli
