// SPDX-License-Identifier: Apache-2.0
#include "pattern/path_table.h"

#include <algorithm>

namespace sb::pattern {

namespace {

constexpr uint32_t kNameTag = 0;

}  // namespace

PathTable::PathTable() : nodes_(1) {}

uint32_t PathTable::add(std::string_view name) {
  const uint32_t known = names_.find(kNameTag, name);
  if (known != kNone) return known;
  uint32_t node = kRoot;
  for (std::string_view rest = name;;) {
    const size_t dot = rest.find('.');
    const std::string_view key = rest.substr(0, dot);
    nodes_[node].key_lengths |= uint64_t{1} << std::min<size_t>(key.size(), 63);
    nodes_[node].first_bytes |= key.empty() ? ~uint64_t{0} : uint64_t{1} << (static_cast<unsigned char>(key[0]) & 63);
    node = edges_.insert(node, key) + 1;
    if (node == nodes_.size()) nodes_.emplace_back();
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  const uint32_t path = names_.insert(kNameTag, name);
  nodes_[node].path = path;
  return path;
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

size_t PathTable::memory() const {
  return names_.memory() + edges_.memory() + nodes_.capacity() * sizeof(Node);
}

}  // namespace sb::pattern
