// SPDX-License-Identifier: Apache-2.0
#include "pattern/network_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace sb::pattern {
namespace {

using Numbers = std::vector<uint32_t>;

Numbers ask(const NetworkIndex& index, const IpAddress& address) {
  Numbers found;
  index.find(address, [&](uint32_t value) { found.push_back(value); });
  std::sort(found.begin(), found.end());
  return found;
}

IpAddress address(std::string_view text) { return parse_ip_address(text).value(); }

TEST(NetworkIndex, FindsEveryNetworkAroundAnAddress) {
  const NetworkIndex index({{address("10.0.0.0"), 8, 0},
                            {address("10.20.0.0"), 16, 1},
                            {address("10.20.7.9"), 24, 2},
                            {address("0.0.0.0"), 0, 3},
                            {address("10.20.7.5"), 32, 4},
                            {address("::"), 0, 5},
                            {address("2001:db8::"), 32, 6},
                            {address("2001:db8::1"), 128, 7}});
  EXPECT_EQ(ask(index, address("10.20.7.5")), (Numbers{0, 1, 2, 3, 4}));
  EXPECT_EQ(ask(index, address("10.20.8.0")), (Numbers{0, 1, 3}));
  EXPECT_EQ(ask(index, address("11.0.0.0")), (Numbers{3}));
  EXPECT_EQ(ask(index, address("2001:db8::1")), (Numbers{5, 6, 7}));
  EXPECT_EQ(ask(index, address("2001:db9::1")), (Numbers{5}));
}

TEST(NetworkIndex, AnEmptyOneFindsNothing) { EXPECT_EQ(ask(NetworkIndex(), address("::1")), Numbers{}); }

TEST(NetworkIndex, AgreesWithTryingEachNetwork) {
  std::mt19937 random(5);
  const auto draw = [&] {
    IpAddress drawn;
    drawn.family = random() % 2 == 0 ? IpAddress::Family::kV4 : IpAddress::Family::kV6;
    const size_t size = drawn.family == IpAddress::Family::kV4 ? 4 : 16;
    for (size_t i = 0; i < size; ++i) drawn.bytes[i] = static_cast<uint8_t>(random() % 4 == 0 ? 0xFF : 0x40);
    return drawn;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<NetworkIndex::Entry> entries(random() % 30);
    for (uint32_t i = 0; i < entries.size(); ++i) {
      entries[i].network = draw();
      entries[i].prefix_bits = static_cast<int>(random() % (entries[i].network.bits() + 1));
      entries[i].value = i;
    }
    const NetworkIndex index(entries);
    for (int i = 0; i < 30; ++i) {
      const IpAddress asked = draw();
      Numbers expected;
      for (const auto& entry : entries) {
        if (in_network(asked, entry.network, entry.prefix_bits)) expected.push_back(entry.value);
      }
      ASSERT_EQ(ask(index, asked), expected);
    }
  }
}

}  // namespace
}  // namespace sb::pattern
