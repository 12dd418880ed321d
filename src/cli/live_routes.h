// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/connection.h"
#include "cli/console.h"
#include "cli/options.h"
#include "reconcile/desired.h"
#include "spec/load.h"
#include "spec/model.h"

namespace sb::cli {

// The file, read and checked. Every finding is printed; nullopt when one is an error.
std::optional<spec::Spec> read_spec(const std::string& file, const Console& console,
                                    spec::Checks checks = spec::Checks::kServices);

// Asks who is signed in, and holds that against the spec's `aws.account`, except with the local cloud, and
// its `genesys.organization`, where the connection has a client for Genesys Cloud. False when it is another,
// or could not be asked; it is printed then.
bool is_signed_in_as_meant(const spec::Spec& spec, Connection& connection, const Console& console);

// The routes of a spec with the rules that they stand for on the account signed in to, whether applied or
// not.
struct LiveRoutes {
  spec::Spec spec;
  std::unique_ptr<Connection> connection;
  reconcile::Desired desired;
};

// Reads the file, signs in and resolves names, of all routes or of `route` alone. Genesys Cloud is asked only
// where a route needs it. What stands in the way is printed, all of it at once; nullopt then.
std::optional<LiveRoutes> open_routes(const GlobalOptions& global, const std::string& file,
                                      const std::string& route, const Console& console);

}  // namespace sb::cli
