// SPDX-License-Identifier: Apache-2.0
#include "base/address_secret.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(AddressSecret, IsThePasswordOrAllThatStandsBeforeTheHost) {
  const auto password = find_address_secret("https://user:Sekrit%40@hooks.example.com:8443/x?y");
  ASSERT_TRUE(password);
  EXPECT_EQ(password->before, "https://user:");
  EXPECT_EQ(password->secret, "Sekrit%40");
  EXPECT_EQ(password->after, "@hooks.example.com:8443/x?y");
  const auto token = find_address_secret("http://token@[::1]:80");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->secret, "token");
}

TEST(AddressSecret, IsNotWhatOnlyLooksLikeOne) {
  for (const char* address :
       {"https://hooks.example.com:443/a:b@c", "https://hooks.example.com?to=a:b@c", "https://user:@host/",
        "https://@host/", "user:password@host", "arn:aws:sqs:us-east-1:123456789012:q", "https://", ""})
    EXPECT_FALSE(find_address_secret(address)) << address;
}

TEST(AddressSecret, IsAsterisksWhereverATextHasOne) {
  EXPECT_EQ(mask_address_secrets("t -> https://user:Sekrit@h/x and 'http://token@h' \"https://a:b@c@h\""),
            "t -> https://user:****@h/x and 'http://****@h' \"https://a:****@h\"");
  EXPECT_EQ(mask_address_secrets("https://h/x https://u:p@h"), "https://h/x https://u:****@h");
  EXPECT_EQ(mask_address_secrets("nothing: a@b"), "nothing: a@b");
  const std::string masked = mask_address_secrets("https://user:Sekrit@h");
  EXPECT_EQ(mask_address_secrets(masked), masked);
}

}  // namespace
}  // namespace sb::base
