// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "genesys/client.h"

// The notification topics that an organisation offers (GET /api/v2/notifications/availabletopics).
namespace sb::genesys {

struct Topic {
  std::string name;                     // a template, with the literal {id}
  std::vector<std::string> transports;  // All, Websocket, EventBridge, ProcessAutomation

  // True where an integration of the type amazon-eventbridge-source can send it.
  bool reaches_eventbridge() const;
};

// All topics, in the platform's order. nullopt where the caller may not ask or the call is not offered (403,
// 404, 405).
base::Result<std::optional<std::vector<Topic>>> available_topics(Client& client);

}  // namespace sb::genesys
