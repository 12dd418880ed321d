// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pattern/hash.h"
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
    if (key.size() > kShortMax) return long_child(node, key);
    const ShortKey bytes = short_key(key.data(), key.size());
    for (size_t at = hash_short(bytes, key.size(), node);; ++at) {
      const Edge& edge = short_edges_[at & (short_edges_.size() - 1)];
      if (edge.below == kNone) return kNone;
      if (edge.key == bytes && edge.node == node && edge.key_size == key.size()) return edge.below;
    }
  }
  // The same for a key with dots, each of which leads one node down.
  uint32_t descend(uint32_t node, std::string_view key) const;

  // A quick no: unless bit_of() the first byte of a key, dots or none, is in here, no path leads on from
  // `node` by it. For an empty key ask with the quote that stands there.
  uint64_t first_bytes(uint32_t node) const { return nodes_[node].first_bytes; }
  static constexpr uint64_t bit_of(char byte) {
    return uint64_t{1} << (static_cast<unsigned char>(byte) & 63);
  }

  // The path that ends at a node, or kNone.
  uint32_t path_at(uint32_t node) const { return nodes_[node].path; }
  // Whether any key has one, so that a key of an event as it is spelled may be taken for another.
  bool has_backslashes() const { return has_backslashes_; }
  bool has_children(uint32_t node) const { return nodes_[node].first_bytes != 0; }

 private:
  struct Node {
    uint64_t first_bytes = 0;  // bit n: a key leads on that begins with n or n + 64 or ...
    uint32_t path = kNone;
  };

  // From a node by a key of kShortMax bytes or fewer.
  struct Edge {
    ShortKey key;
    uint32_t node = 0;
    uint32_t key_size = 0;
    uint32_t below = kNone;
  };
  static constexpr size_t kShortMax = 16;

  uint32_t long_child(uint32_t node, std::string_view key) const;
  uint32_t add_child(uint32_t node, std::string_view key);
  void add_short_edge(const Edge& edge);

  StringTable names_;
  StringTable edges_;              // every (node, key); its number plus one is the node below
  std::vector<Edge> short_edges_;  // those with short keys, by hash, half of it free
  size_t short_count_ = 0;
  std::vector<Node> nodes_;
  bool has_backslashes_ = false;
};

}  // namespace sb::pattern
