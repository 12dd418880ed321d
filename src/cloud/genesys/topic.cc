// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/topic.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

struct Row {
  const char* name;
  const char* description;
  const char* transports;
  bool preview = false;
};

constexpr char kEvents[] = "EventBridge,ProcessAutomation";
constexpr char kBoth[] = "Websocket,EventBridge";
constexpr char kBridge[] = "EventBridge";
constexpr char kAll[] = "All";
constexpr char kSockets[] = "Websocket";

constexpr Row kTopics[] = {
    {"v2.detail.events.conversation.{id}.acd.start", "A conversation began to wait in a queue", kEvents},
    {"v2.detail.events.conversation.{id}.acd.end", "A conversation left a queue", kEvents},
    {"v2.detail.events.conversation.{id}.acw", "An agent finished after-call work", kEvents},
    {"v2.detail.events.conversation.{id}.attributes", "Participant attributes changed", kEvents},
    {"v2.detail.events.conversation.{id}.contact", "The external contact changed", kEvents},
    {"v2.detail.events.conversation.{id}.customer.start", "A customer joined", kEvents},
    {"v2.detail.events.conversation.{id}.customer.end", "A customer left", kEvents},
    {"v2.detail.events.conversation.{id}.flow.start", "A flow began", kEvents},
    {"v2.detail.events.conversation.{id}.flow.end", "A flow ended", kEvents},
    {"v2.detail.events.conversation.{id}.flow.outcome", "A flow reached an outcome", kEvents},
    {"v2.detail.events.conversation.{id}.outbound", "A campaign began a conversation", kEvents},
    {"v2.detail.events.conversation.{id}.user.start", "An agent joined", kEvents},
    {"v2.detail.events.conversation.{id}.user.end", "An agent left", kEvents},
    {"v2.detail.events.conversation.{id}.voicemail.start", "A voicemail began", kEvents},
    {"v2.detail.events.conversation.{id}.voicemail.end", "A voicemail ended", kEvents},
    {"v2.detail.events.conversation.{id}.wrapup", "A wrap-up code was set", kEvents},
    {"v2.detail.events.agent.{id}.state", "An agent's state in a session changed", kEvents, true},
    {"v2.audits.entitytype.{id}.entityid.{id}", "Something was changed in the organisation", kBridge},
    {"v2.operations.events.{id}", "An operational event", kBridge},
    {"v2.users.{id}.routingStatus", "A user's routing status changed", kBoth},
    {"v2.users.{id}.activity", "A user's presence, routing status or queues changed", kBoth},
    {"v2.users.{id}.presence", "A user's presence changed", kBoth},
    {"v2.users.{id}.geolocation", "A user's place changed", kBoth},
    {"v2.users.{id}.persistentconnection", "A user's persistent connection changed", kBoth},
    {"v2.conversations.{id}.transcription", "A piece of a conversation was transcribed", kBoth},
    {"v2.analytics.conversation.{id}.metrics", "A metric of a conversation", kBridge},
    {"v2.analytics.queues.{id}.observations", "Observations of a queue", kBoth},
    {"v2.analytics.flow.{id}.aggregates", "Aggregates of a flow", kBoth},
    {"v2.routing.queues.{id}.users", "A queue's members changed", kBoth},
    {"v2.speechandtextanalytics.conversation.{id}.sentiment", "A conversation's sentiment", kAll, true},
    {"v2.routing.queues.{id}.conversations", "Conversations of a queue", kSockets},
    {"v2.routing.queues.{id}.conversations.calls", "Calls of a queue", kSockets},
    {"v2.routing.queues.{id}.conversations.chats", "Chats of a queue", kSockets},
    {"v2.users.{id}.conversations", "A user's conversations", kSockets},
    {"v2.flows.instances.flow.{id}", "An instance of a flow", kSockets, true},
};

bool is_part(std::string_view part) {
  return part == "{id}" || (!part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
         }));
}

}  // namespace

bool Topic::reaches_eventbridge() const {
  return std::any_of(transports.begin(), transports.end(),
                     [](const std::string& transport) { return transport == kAll || transport == kBridge; });
}

std::vector<Topic> built_in_topics() {
  std::vector<Topic> out;
  for (const Row& row : kTopics) {
    Topic topic{row.name, row.description, {}, row.preview};
    for (const std::string_view transport : base::split(row.transports, ','))
      topic.transports.emplace_back(transport);
    out.push_back(std::move(topic));
  }
  return out;
}

Topic topic_named(const std::string& name) {
  for (Topic& topic : built_in_topics()) {
    if (topic.name == name) return std::move(topic);
  }
  return {name, "", {kBridge}, false};
}

bool is_topic_template(std::string_view name) {
  const auto parts = base::split(name, '.');
  return parts.size() >= 3 && parts[0] == "v2" && std::all_of(parts.begin(), parts.end(), is_part);
}

}  // namespace sb::cloud::genesys
