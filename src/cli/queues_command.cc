// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/genesys_connection.h"
#include "cli/no_match.h"
#include "cli/options.h"
#include "cli/suggested_command.h"
#include "genesys/rights.h"

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
  std::vector<std::string> names;
  for (const genesys::Queue& queue : *queues) {
    names.push_back(queue.name);
    if (!options.match.empty() && !base::glob_match(options.match, queue.name)) continue;
    if (!console.json()) console.out(fmt::format("{}  {}\n", queue.id, queue.name));
    rows.push_back(json::Object{{"id", queue.id}, {"name", queue.name}, {"division", queue.division}});
  }
  if (console.json())
    console.out(json::to_pretty_text(json::Object{{"schema", "switchboard.queues/1"}, {"queues", rows}}) +
                "\n");
  const genesys::Client& client = *connection->genesys();
  if (names.empty())
    console.warning(fmt::format("this OAuth client sees no queue at {}; if there are some, {}",
                                client.domain(),
                                genesys::how_to_grant("GET", "/api/v2/routing/queues", client.client_id())));
  if (!rows.empty() || options.match.empty()) return kExitDone;
  say_no_match({"queue", options.match, std::move(names), "the organisation at " + client.domain(),
                to_paste(global, {"queues", options.file, {}})},
               console);
  return kExitFailed;
}

}  // namespace sb::cli
