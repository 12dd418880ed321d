// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sb::cli {

// How many kinds of events make_demo_event makes.
size_t demo_event_kinds();

struct DemoEvent {
  std::string id;  // detail.conversationId, unique
  std::string source;
  std::string detail_type;
  std::string line;  // NDJSON for /_switchboard/genesys/events, without a newline
};

// The event number `number` of a day in a contact centre: the tutorials' events and the platform's own topics
// by turns, over three queues. The same number gives the same event.
DemoEvent make_demo_event(uint64_t number);

}  // namespace sb::cli
