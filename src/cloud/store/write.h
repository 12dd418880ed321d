// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/shared_text.h"

namespace sb::cloud::store {

// What the local cloud keeps, by kind, under keys of text. The order is that of kTableNames.
enum class Table {
  kMeta,
  kBus,
  kRule,
  kTopic,
  kSubscription,
  kQueue,
  kMessage,  // of version 1, like kMessageState: read, moved to the numbered tables, never written
  kMessageState,
  kDelivery,
  kFunction,
  kGenesys,
  kEventSource,
  kDeduplication,
  kMoveTask,
  kGenesysQueue,
  kGenesysIntegration,
  kGenesysToken
};

// The names of the tables in the file: frozen, as their order is, by which logs name them.
inline constexpr std::array kTableNames{"meta",          "bus",       "rule",          "topic",
                                        "subscription",  "queue",     "message",       "message_state",
                                        "delivery",      "function",  "genesys",       "event_source",
                                        "deduplication", "move_task", "genesys_queue", "genesys_integration",
                                        "genesys_token"};

// What comes and goes in great numbers, under rising numbers (Store::next_number).
enum class NumberedTable { kMessage, kMessageState };

// As kTableNames.
inline constexpr std::array kNumberedTableNames{"numbered_message", "numbered_message_state"};
constexpr const char* name_of(NumberedTable table) { return kNumberedTableNames[static_cast<size_t>(table)]; }

// One change: a row put, or erased.
struct Write {
  Table table{};
  std::string key;
  std::string value;
  bool erase = false;
};

struct NumberedWrite {
  NumberedTable table{};
  bool erase = false;
  uint64_t number = 0;
  std::string head;       // the value's beginning
  base::SharedText rest;  // what follows it
};

// Changes that stand or fall together. Those of one kind are carried out in their order; as no row is of both
// kinds, one kind may go after the other.
struct Changes {
  std::vector<Write> writes;
  std::vector<NumberedWrite> numbered;

  bool empty() const { return writes.empty() && numbered.empty(); }
};

}  // namespace sb::cloud::store
