// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "pattern/ip_address.h"

namespace sb::pattern {

// Which of many networks hold an address: one binary search, then a step for each answer, as two networks are
// either apart or one inside the other. Immutable.
class NetworkIndex {
 public:
  struct Entry {
    IpAddress network;    // bits behind the first `prefix_bits` do not matter
    int prefix_bits = 0;  // 0 to network.bits()
    uint32_t value = 0;
  };

  NetworkIndex() = default;
  explicit NetworkIndex(const std::vector<Entry>& entries);

  // Calls found(value) for each entry that holds `address`; none of the other family does.
  template <class Found>
  void find(const IpAddress& address, Found found) const {
    const auto& nodes = nodes_[static_cast<size_t>(address.family)];
    for (uint32_t at = narrowest(nodes, bits_of(address)); at != kNone; at = nodes[at].wider) {
      found(nodes[at].value);
    }
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct Bits {
    uint64_t high = 0;
    uint64_t low = 0;
    friend auto operator<=>(const Bits&, const Bits&) = default;
  };
  struct Node {
    Bits first;
    Bits last;
    uint32_t value = 0;
    uint32_t wider = kNone;  // the narrowest other one around this
  };

  static Bits bits_of(const IpAddress& address);
  static Node node_of(const Entry& entry);
  static uint32_t narrowest(const std::vector<Node>& nodes, const Bits& address);

  std::array<std::vector<Node>, 2> nodes_;  // by family; by `first`, the wider ones before
};

}  // namespace sb::pattern
