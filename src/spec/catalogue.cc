// SPDX-License-Identifier: Apache-2.0
#include "spec/catalogue.h"

#include "base/text.h"

namespace sb::spec {
namespace {

constexpr char kPartner[] = "partner";
constexpr char kBodyQueue[] = "detail.eventBody.queueId";
constexpr char kTutorialQueue[] = "detail.queue.id";

struct Topic {
  const char* name;
  const char* queue_path;
};

// Topics with EventBridge transport, and where each carries a queue id (Genesys Cloud notification schemas).
constexpr Topic kTopics[] = {
    {"v2.detail.events.conversation.{id}.acd.start", kBodyQueue},
    {"v2.detail.events.conversation.{id}.acd.end", kBodyQueue},
    {"v2.detail.events.conversation.{id}.acw", kBodyQueue},
    {"v2.detail.events.conversation.{id}.attributes", ""},
    {"v2.detail.events.conversation.{id}.contact", ""},
    {"v2.detail.events.conversation.{id}.customer.start", ""},
    {"v2.detail.events.conversation.{id}.customer.end", ""},
    {"v2.detail.events.conversation.{id}.flow.start", ""},
    {"v2.detail.events.conversation.{id}.flow.end", ""},
    {"v2.detail.events.conversation.{id}.flow.outcome", ""},
    {"v2.detail.events.conversation.{id}.outbound", ""},
    {"v2.detail.events.conversation.{id}.user.start", kBodyQueue},
    {"v2.detail.events.conversation.{id}.user.end", kBodyQueue},
    {"v2.detail.events.conversation.{id}.voicemail.start", kBodyQueue},
    {"v2.detail.events.conversation.{id}.voicemail.end", kBodyQueue},
    {"v2.detail.events.conversation.{id}.wrapup", kBodyQueue},
    {"v2.detail.events.agent.{id}.state", kBodyQueue},
    {"v2.audits.entitytype.{id}.entityid.{id}", ""},
    {"v2.operations.events.{id}", ""},
    {"v2.users.{id}.routingStatus", ""},
    {"v2.users.{id}.activity", ""},
    {"v2.users.{id}.presence", ""},
    {"v2.users.{id}.geolocation", ""},
    {"v2.users.{id}.persistentconnection", ""},
    {"v2.conversations.{id}.transcription", ""},
    {"v2.analytics.conversation.{id}.metrics", kBodyQueue},
    {"v2.analytics.queues.{id}.observations", "detail.eventBody.group.queueId"},
    {"v2.analytics.flow.{id}.aggregates", ""},
    {"v2.routing.queues.{id}.users", kBodyQueue},
    {"v2.speechandtextanalytics.conversation.{id}.sentiment", "detail.eventBody.queueIds"},
};

constexpr const char* kFanoutEvents[] = {"conversationCreated", "conversationUpdated", "conversationEnded"};
constexpr const char* kDottedEvents[] = {"conversation.start", "conversation.update", "conversation.end"};

}  // namespace

Catalogue Catalogue::built_in() {
  Catalogue out;
  out.add_family({kPartner, "aws.partner/genesys.com", "", Subscription::kIntegration, true});
  out.add_family({"genesyscloud", "genesyscloud", "default", Subscription::kEventType, false});
  out.add_family({"genesys.cloud", "genesys.cloud", "default", Subscription::kEventTypeIfAny, false});
  for (const Topic& topic : kTopics) out.add_event({topic.name, kPartner, topic.queue_path});
  for (const char* name : kFanoutEvents) out.add_event({name, "genesyscloud", kTutorialQueue});
  for (const char* name : kDottedEvents) out.add_event({name, "genesys.cloud", kTutorialQueue});
  return out;
}

const Family* Catalogue::find_family(std::string_view name) const {
  for (const Family& family : families_) {
    if (family.name == name) return &family;
  }
  return nullptr;
}

const Event* Catalogue::find_event(std::string_view name) const {
  for (const Event& event : events_) {
    if (event.name == name) return &event;
  }
  return nullptr;
}

std::optional<std::string> Catalogue::suggest_event(std::string_view word) const {
  std::vector<std::string> names;
  for (const Event& event : events_) names.push_back(event.name);
  return base::suggest(word, names);
}

}  // namespace sb::spec
