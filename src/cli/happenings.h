// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/sample_events.h"
#include "net/http_client.h"

namespace sb::cli {

// What became of an event that happened in the local cloud's organisation.
struct Happened {
  bool happened = false;
  // Why it went nowhere (its type is not enabled, no integration sends it); empty: it went to EventBridge.
  std::string dropped;
  std::string error;  // why it did not happen
  bool tried = true;  // false: what came before it was not taken, or the user wanted an end
};

// Makes events happen by POST /_switchboard/genesys/events, some hundred a call. One result an event, in
// their order; `stop` is asked before each call. A call that fails as a whole ends it: the first of its
// events bears the error, the others and those that follow are not tried.
std::vector<Happened> make_happen(net::HttpTransport& http, const std::string& cloud_url,
                                  const std::vector<SampleEvent>& events, const std::function<bool()>& stop);

}  // namespace sb::cli
