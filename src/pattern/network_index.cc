// SPDX-License-Identifier: Apache-2.0
#include "pattern/network_index.h"

#include <algorithm>

namespace sb::pattern {

namespace {

constexpr int kHalf = 64;

// Ones behind the first `bits` of 64.
uint64_t behind(int bits) { return bits <= 0 ? ~uint64_t{0} : bits >= kHalf ? 0 : ~uint64_t{0} >> bits; }

}  // namespace

NetworkIndex::NetworkIndex(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    nodes_[static_cast<size_t>(entry.network.family)].push_back(node_of(entry));
  }
  for (auto& nodes : nodes_) {
    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
      return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    for (uint32_t i = 0; i < nodes.size(); ++i) {
      uint32_t wider = i - 1;
      while (wider != kNone && nodes[wider].last < nodes[i].last) wider = nodes[wider].wider;
      nodes[i].wider = wider;
    }
  }
}

NetworkIndex::Bits NetworkIndex::bits_of(const IpAddress& address) {
  Bits bits;
  for (size_t i = 0; i < 8; ++i) {
    bits.high = bits.high << 8 | address.bytes[i];
    bits.low = bits.low << 8 | address.bytes[i + 8];
  }
  return bits;
}

NetworkIndex::Node NetworkIndex::node_of(const Entry& entry) {
  const Bits bits = bits_of(entry.network);
  const Bits free{behind(entry.prefix_bits), behind(entry.prefix_bits - kHalf)};
  return {{bits.high & ~free.high, bits.low & ~free.low},
          {bits.high | free.high, bits.low | free.low},
          entry.value,
          kNone};
}

// Every network that holds the address also holds the first address of the last one that begins at or before
// it, or is that one.
uint32_t NetworkIndex::narrowest(const std::vector<Node>& nodes, const Bits& address) {
  if (nodes.empty()) return kNone;
  const Node* at = nodes.data();
  for (size_t count = nodes.size(); count > 1;) {
    const size_t half = count / 2;
    const Bits& first = at[half].first;
    // Without a branch, as either answer is as likely.
    const bool begun =
        (first.high < address.high) | ((first.high == address.high) & (first.low <= address.low));
    at += half * static_cast<size_t>(begun);
    count -= half;
  }
  auto narrowest = static_cast<uint32_t>(at - nodes.data());
  if (at->first > address) return kNone;
  while (narrowest != kNone && nodes[narrowest].last < address) narrowest = nodes[narrowest].wider;
  return narrowest;
}

}  // namespace sb::pattern
