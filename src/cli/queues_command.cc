// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/genesys_connection.h"
#include "cli/options.h"

namespace sb::cli {

int run_queues(const GlobalOptions& global, const QueuesOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto connection = connect_to_genesys(global, options.file, console);
  if (connection == nullptr) return kExitFailed;
  const auto queues = connection->genesys()->queues();
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
