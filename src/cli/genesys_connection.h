// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/connection.h"
#include "cli/console.h"

namespace sb::cli {

// A connection to Genesys Cloud alone, by the genesys: settings of the spec `file` where one is given. What
// stands in the way is printed; nullptr then.
std::unique_ptr<Connection> connect_to_genesys(const GlobalOptions& global, const std::string& file,
                                               const Console& console);

}  // namespace sb::cli
