// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sb::cloud::genesys {

// A notification topic that the organisation offers: a template with the literal text {id} where ids go.
struct Topic {
  std::string name;
  std::string description;
  std::vector<std::string> transports;  // All, Websocket, EventBridge, ProcessAutomation
  bool preview = false;

  bool reaches_eventbridge() const;
};

// The topics that Genesys Cloud sends to EventBridge by public evidence, and some that exist for WebSockets
// only.
std::vector<Topic> built_in_topics();
// A topic that a seed names only: the built-in one, else one that is offered to EventBridge.
Topic topic_named(const std::string& name);
// "v2." and at least two parts between dots, {id} or letters, digits, '_' and '-'.
bool is_topic_template(std::string_view name);

}  // namespace sb::cloud::genesys
