// SPDX-License-Identifier: Apache-2.0
#include "cli/genesys_connection.h"

#include "cli/environment.h"
#include "spec/load.h"

namespace sb::cli {

std::unique_ptr<Connection> connect_to_genesys(const GlobalOptions& global, const std::string& file,
                                               const Console& console) {
  const spec::Environment environment = process_environment();
  GenesysSettings settings;
  if (!file.empty()) {
    const auto text = read_file(file);
    const auto loaded = spec::load(text.ok() ? *text : "", file, environment);
    if (!loaded.spec) {
      console.say(text.ok() ? loaded.diagnostics.to_text() : text.error().message);
      return nullptr;
    }
    settings = {loaded.spec->genesys.region, loaded.spec->genesys.auth};
  }
  auto connection = Connection::open(global, settings, "", environment, {false, true});
  if (connection) return std::move(*connection);
  console.error(connection.error());
  return nullptr;
}

}  // namespace sb::cli
