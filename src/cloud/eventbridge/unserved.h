// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cloud/service/service.h"

namespace sb::cloud::eventbridge {

// True for an operation that EventBridge has (API 2015-10-07) and this local cloud has not: archives,
// replays, API destinations, connections and global endpoints.
bool is_unserved(const std::string& operation);
// The answer to it.
service::Fault unserved(const std::string& operation);

}  // namespace sb::cloud::eventbridge
