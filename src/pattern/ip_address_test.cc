// SPDX-License-Identifier: Apache-2.0
#include "pattern/ip_address.h"

#include <gtest/gtest.h>

namespace sb::pattern {
namespace {

TEST(ParseIpAddress, SpellingsOfOneAddressAreEqual) {
  EXPECT_EQ(parse_ip_address("10.0.0.1"), parse_ip_address("010.00.0.01"));
  EXPECT_EQ(parse_ip_address("::1"), parse_ip_address("0:0:0:0:0:0:0:1"));
  EXPECT_EQ(parse_ip_address("2001:DB8::1"), parse_ip_address("2001:db8:0::0001"));
  EXPECT_EQ(parse_ip_address("::ffff:a00:1"), parse_ip_address("10.0.0.1"));
  EXPECT_EQ(parse_ip_address("1:2:3:4:5:6:7::"), parse_ip_address("1:2:3:4:5:6:7:0"));
  EXPECT_TRUE(parse_ip_address("::"));
}

TEST(ParseIpAddress, RefusesWhatOnlyLooksLikeOne) {
  for (const char* text : {"",
                           "10",
                           "10.0.0",
                           "10.0.0.1.2",
                           "10..0.1",
                           "10.0.0.1 ",
                           " 10.0.0.1",
                           "10.0.0.256",
                           "999.0.0.1",
                           "0000000010.0.0.1",
                           "10.0.0.1/32",
                           ":",
                           ":::",
                           "1:2",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           "1:",
                           ":1",
                           "12345::",
                           "::ffff:1.2.3.4",
                           "1:2:3:4:5:6:7:8::",
                           "g::1"}) {
    EXPECT_EQ(parse_ip_address(text), std::nullopt) << text;
  }
}

TEST(InNetwork, ComparesTheFirstBitsOfOneFamily) {
  const IpAddress network = *parse_ip_address("10.9.9.9");
  EXPECT_TRUE(in_network(*parse_ip_address("10.1.2.3"), network, 8));
  EXPECT_FALSE(in_network(*parse_ip_address("11.1.2.3"), network, 8));
  EXPECT_TRUE(in_network(*parse_ip_address("10.9.9.8"), network, 31));
  EXPECT_FALSE(in_network(*parse_ip_address("10.9.9.7"), network, 31));
  EXPECT_TRUE(in_network(*parse_ip_address("1.2.3.4"), network, 0));
  EXPECT_FALSE(in_network(*parse_ip_address("::1"), network, 0));
  EXPECT_TRUE(
      in_network(*parse_ip_address("2001:db8:1234:1aff::1"), *parse_ip_address("2001:db8:1234:1a00::"), 56));
}

}  // namespace
}  // namespace sb::pattern
