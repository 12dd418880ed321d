// SPDX-License-Identifier: Apache-2.0
#include "cli/genesys_connection.h"

#include "cli/environment.h"
#include "cli/live_routes.h"

namespace sb::cli {

std::unique_ptr<Connection> connect_to_genesys(const GlobalOptions& global, const std::string& file,
                                               const Console& console) {
  const spec::Environment environment = process_environment();
  GenesysSettings settings;
  if (!file.empty()) {
    const auto spec = read_spec(file, console);
    if (!spec) return nullptr;
    settings = {spec->genesys.region, spec->genesys.auth};
  }
  auto connection = Connection::open(global, settings, "", environment, {false, true});
  if (connection) return std::move(*connection);
  console.error(connection.error());
  return nullptr;
}

}  // namespace sb::cli
