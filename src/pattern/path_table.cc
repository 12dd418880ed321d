// SPDX-License-Identifier: Apache-2.0
#include "pattern/path_table.h"

namespace sb::pattern {

namespace {

constexpr uint32_t kNameTag = 0;
constexpr size_t kEdgesMin = 16;

}  // namespace

PathTable::PathTable() : short_edges_(kEdgesMin), nodes_(1) {}

uint32_t PathTable::add(std::string_view name) {
  const uint32_t known = names_.find(kNameTag, name);
  if (known != kNone) return known;
  uint32_t node = kRoot;
  for (std::string_view rest = name;;) {
    const size_t dot = rest.find('.');
    node = add_child(node, rest.substr(0, dot));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  const uint32_t path = names_.insert(kNameTag, name);
  nodes_[node].path = path;
  return path;
}

uint32_t PathTable::add_child(uint32_t node, std::string_view key) {
  const uint32_t below = edges_.insert(node, key) + 1;
  if (below < nodes_.size()) return below;
  nodes_.emplace_back();
  has_backslashes_ = has_backslashes_ || key.find('\\') != std::string_view::npos;
  nodes_[node].first_bytes |= key.empty() ? ~uint64_t{0} : bit_of(key.front());
  if (key.size() > kShortMax) return below;
  if (++short_count_ * 2 > short_edges_.size()) {
    std::vector<Edge> before(short_edges_.size() * 2);
    before.swap(short_edges_);
    for (const Edge& edge : before) {
      if (edge.below != kNone) add_short_edge(edge);
    }
  }
  add_short_edge({short_key(key.data(), key.size()), node, static_cast<uint32_t>(key.size()), below});
  return below;
}

void PathTable::add_short_edge(const Edge& edge) {
  size_t at = hash_short(edge.key, edge.key_size, edge.node);
  while (short_edges_[at & (short_edges_.size() - 1)].below != kNone) ++at;
  short_edges_[at & (short_edges_.size() - 1)] = edge;
}

uint32_t PathTable::long_child(uint32_t node, std::string_view key) const {
  const uint32_t edge = edges_.find(node, key);
  return edge == kNone ? kNone : edge + 1;
}

uint32_t PathTable::find(std::string_view name) const { return names_.find(kNameTag, name); }

uint32_t PathTable::descend(uint32_t node, std::string_view key) const {
  while (true) {
    const size_t dot = key.find('.');
    node = child(node, key.substr(0, dot));
    if (node == kNone || dot == std::string_view::npos) return node;
    key.remove_prefix(dot + 1);
  }
}

}  // namespace sb::pattern
