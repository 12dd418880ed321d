// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/connection.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {

int run_queues(const GlobalOptions& global, const QueuesOptions& options) {
  const Console console(global.format(), !global.no_color);
  const spec::Environment environment = process_environment();
  GenesysSettings settings;
  if (!options.file.empty()) {
    const auto text = read_file(options.file);
    const auto loaded = spec::load(text.ok() ? *text : "", options.file, environment);
    if (!loaded.spec) {
      console.say(text.ok() ? loaded.diagnostics.to_text() : text.error().message);
      return kExitFailed;
    }
    settings = {loaded.spec->genesys.region, loaded.spec->genesys.auth};
  }
  auto connection = Connection::open(global, settings, "", environment, {false, true});
  if (!connection) {
    console.error(connection.error());
    return kExitFailed;
  }
  const auto queues = (*connection)->genesys()->queues();
  if (!queues) {
    console.error(queues.error());
    return kExitFailed;
  }
  json::Array rows;
  for (const genesys::Queue& queue : *queues) {
    if (!options.match.empty() && !base::glob_match(options.match, queue.name)) continue;
    if (!console.json()) console.out(fmt::format("{}  {}\n", queue.id, queue.name));
    rows.push_back(json::Object{{"id", queue.id}, {"name", queue.name}, {"division", queue.division}});
  }
  if (console.json())
    console.out(json::to_pretty_text(json::Object{{"schema", "switchboard.queues/1"}, {"queues", rows}}) +
                "\n");
  return kExitDone;
}

}  // namespace sb::cli
