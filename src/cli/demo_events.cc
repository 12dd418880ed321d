// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_events.h"

#include <fmt/format.h>

#include <iterator>

namespace sb::cli {
namespace {

struct Queue {
  const char* id;
  const char* name;
};

constexpr Queue kQueues[] = {{"30efdbc1-b459-462a-a4b5-966c53a60562", "General Support"},
                             {"8a0c56ee-e6c0-4fd2-a979-75f8764dbc75", "Billing"},
                             {"8915edf3-6eee-4201-9c52-b16af4dc51dc", "Web Sales"}};

enum class Shape { kPlain, kWithQueue, kPlatform, kAgentLeft, kQueueLeft };

struct Kind {
  const char* source;
  const char* detail_type;
  Shape shape;
};

// The event source of examples/partner.yaml.
constexpr char kPlatformSource[] =
    "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/contact-center";

constexpr Kind kKinds[] = {
    {"genesyscloud", "conversationCreated", Shape::kPlain},
    {"genesys.cloud", "conversation.end", Shape::kWithQueue},
    {"genesyscloud", "conversationUpdated", Shape::kPlain},
    {"genesys.cloud", "conversation.start", Shape::kWithQueue},
    {"genesyscloud", "conversationEnded", Shape::kPlain},
    {"genesys.cloud", "conversation.end", Shape::kPlain},
    {kPlatformSource, "v2.detail.events.conversation.{id}.customer.start", Shape::kPlatform},
    {"genesys.cloud", "conversation.update", Shape::kWithQueue},
    {kPlatformSource, "v2.detail.events.conversation.{id}.acd.start", Shape::kPlatform},
    {kPlatformSource, "v2.detail.events.conversation.{id}.acd.end", Shape::kQueueLeft},
    {kPlatformSource, "v2.detail.events.conversation.{id}.user.start", Shape::kPlatform},
    {kPlatformSource, "v2.detail.events.conversation.{id}.user.end", Shape::kAgentLeft},
    {kPlatformSource, "v2.detail.events.conversation.{id}.wrapup", Shape::kPlatform},
    {kPlatformSource, "v2.detail.events.conversation.{id}.customer.end", Shape::kPlatform},
    {kPlatformSource, "v2.users.{id}.presence", Shape::kPlatform}};

// How agents' parts in conversations end, and why conversations leave a queue.
constexpr const char* kDisconnectTypes[] = {"PEER", "CLIENT", "TRANSFER", "ENDPOINT", "CONSULT_TRANSFER"};
constexpr const char* kOutcomes[] = {"ANSWERED", "ABANDON", "ANSWERED", "FLOW_OUT"};

// What the platform says of one topic beyond what all bodies have.
std::string make_more(Shape shape, uint64_t turn) {
  const char* disconnect_type = kDisconnectTypes[turn % std::size(kDisconnectTypes)];
  if (shape == Shape::kAgentLeft && turn % 7 == 0)  // did not answer
    return fmt::format(R"(,"disconnectType":"{}","alertingDurationMs":12000)", disconnect_type);
  if (shape == Shape::kAgentLeft)
    return fmt::format(R"(,"disconnectType":"{}","interactingDurationMs":61000)", disconnect_type);
  if (shape == Shape::kQueueLeft)
    return fmt::format(R"(,"acdOutcome":"{}")", kOutcomes[turn % std::size(kOutcomes)]);
  return "";
}

std::string make_detail(const Kind& kind, const std::string& id, const Queue& queue, uint64_t number) {
  const char* media = number % 2 == 0 ? "voice" : "message";
  if (kind.shape == Shape::kPlain) {
    return fmt::format(
        R"({{"conversationId":"{}","mediaType":"{}","direction":"inbound","participants":{}}})", id, media,
        number % 5 + 1);
  }
  if (kind.shape == Shape::kWithQueue) {
    return fmt::format(R"({{"conversationId":"{}","mediaType":"{}","queue":{{"id":"{}","name":"{}"}}}})", id,
                       media, queue.id, queue.name);
  }
  return fmt::format(
      R"({{"topicName":"{}","version":"2","eventBody":{{"conversationId":"{}","queueId":"{}","mediaType":"VOICE"{}}}}})",
      kind.detail_type, id, queue.id, make_more(kind.shape, number / std::size(kKinds)));
}

}  // namespace

size_t demo_event_kinds() { return std::size(kKinds); }

DemoEvent make_demo_event(uint64_t number) {
  const Kind& kind = kKinds[number % std::size(kKinds)];
  const Queue& queue = kQueues[number / std::size(kKinds) % std::size(kQueues)];
  DemoEvent out;
  out.id = fmt::format("conversation-{:08}", number);
  out.source = kind.source;
  out.detail_type = kind.detail_type;
  out.line = fmt::format(R"({{"source":"{}","detail-type":"{}","detail":{}}})", kind.source, kind.detail_type,
                         make_detail(kind, out.id, queue, number));
  return out;
}

}  // namespace sb::cli
