// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/sample_events.h"

namespace sb::cli {

// Events from a file or standard input ("-"), plain or gzip: whole events
// ({"source","detail-type","detail":{…},…}) or entries of PutEvents ({"Source","DetailType","Detail":"…",…}),
// one a line, or one document: an event, a list of them, or a request of PutEvents ({"Entries":[…]}). Detail
// keeps its spelling. What is neither is printed, all of it, with its line; nullopt then, and where the file
// cannot be read or is empty.
std::optional<std::vector<SampleEvent>> read_events(const std::string& path, const Console& console);

}  // namespace sb::cli
