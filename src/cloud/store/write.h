// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sb::cloud::store {

// What the local cloud keeps, by kind, under keys of text. The order is that of kTableNames.
enum class Table {
  kMeta,
  kBus,
  kRule,
  kTopic,
  kSubscription,
  kQueue,
  kMessage,       // version 1 only: read, moved to NumberedTable::kMessage, never written
  kMessageState,  // what changes about a message, under its number
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

// The names of the tables in the file: frozen.
inline constexpr std::array kTableNames{"meta",          "bus",       "rule",          "topic",
                                        "subscription",  "queue",     "message",       "message_state",
                                        "delivery",      "function",  "genesys",       "event_source",
                                        "deduplication", "move_task", "genesys_queue", "genesys_integration",
                                        "genesys_token"};

// What comes and goes in great numbers, under rising numbers (Store::next_number).
enum class NumberedTable { kMessage };

inline constexpr std::array kNumberedTableNames{"numbered_message"};

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
  std::string value;
};

// Changes that stand or fall together. A row of a NumberedTable is put at most once and then erased at most
// once, so the two kinds may be carried out one after the other.
struct Changes {
  std::vector<Write> writes;
  std::vector<NumberedWrite> numbered;

  bool empty() const { return writes.empty() && numbered.empty(); }
  // Adds what came later.
  void append(Changes&& later);
};

}  // namespace sb::cloud::store
