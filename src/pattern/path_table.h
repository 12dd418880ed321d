// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pattern/ast.h"
#include "pattern/string_table.h"

namespace sb::pattern {

// The paths that rules ask about, numbered from 0, as a tree of keys to walk beside an event. Copies are
// independent and keep the numbers. Reading is safe from many threads while nobody adds.
class PathTable {
 public:
  static constexpr uint32_t kNone = StringTable::kNone;
  static constexpr uint32_t kRoot = 0;

  PathTable();

  // The path's number, given to it now if it is new. Takes a path's name: keys joined by '.'.
  uint32_t add(std::string_view name);
  uint32_t find(std::string_view name) const;

  uint32_t size() const { return names_.size(); }
  std::string_view name(uint32_t path) const { return names_.bytes(path); }

  // The node below `node` for a key, kNone when no path leads there. Keys hold no '.', see descend().
  uint32_t child(uint32_t node, std::string_view key) const {
    const uint64_t length_bit = uint64_t{1} << (key.size() < 63 ? key.size() : 63);
    if ((nodes_[node].key_lengths & length_bit) == 0) return kNone;
    const uint32_t edge = edges_.find(node, key);
    return edge == kNone ? kNone : edge + 1;
  }
  // The same for a key with dots, each of which leads one node down.
  uint32_t descend(uint32_t node, std::string_view key) const;

  // A quick no: false if no path leads on from `node` by a key, dots or none, that begins with this byte. For
  // an empty key ask with the quote that stands there.
  bool may_lead_on(uint32_t node, char first_byte) const {
    return (nodes_[node].first_bytes >> (static_cast<unsigned char>(first_byte) & 63) & 1) != 0;
  }

  // The path that ends at a node, or kNone.
  uint32_t path_at(uint32_t node) const { return nodes_[node].path; }
  bool has_children(uint32_t node) const { return nodes_[node].key_lengths != 0; }

  size_t memory() const;

 private:
  struct Node {
    uint64_t key_lengths = 0;  // bit n: a key of n bytes leads on, bit 63: one of 63 or more
    uint64_t first_bytes = 0;  // bit n: a key leads on that begins with n or n + 64 or ...
    uint32_t path = kNone;
  };

  StringTable names_;
  StringTable edges_;  // (node, key), its number plus one is the node below
  std::vector<Node> nodes_;
};

}  // namespace sb::pattern
