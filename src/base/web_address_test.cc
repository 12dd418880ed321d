// SPDX-License-Identifier: Apache-2.0
#include "base/web_address.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(WebAddress, HasASchemeAHostAndMaybeMore) {
  for (const char* good :
       {"https://h", "https://hooks.example.com:8443/x?y=a:b#z", "https://user:p%2Fw@h/",
        "https://token@[::1]:80", "https://[::1]", "https://h/a@b", "https://h?to=a@b|{c}"})
    EXPECT_TRUE(is_web_address(good, "https")) << good;
  EXPECT_TRUE(is_web_address("http://h", "http"));
}

TEST(WebAddress, IsNotWhatLacksOneOrHasCharactersThatMustBeEncoded) {
  for (const char* bad : {"", "https:", "https://", "https:///x", "https://a b/c", "http://h", "ftp://h",
                          "https://@", "https://h:port/", "https://h:99999", "https://h:-1", "https://h/<x>",
                          "https://h/\"x", "https://h/\n"})
    EXPECT_FALSE(is_web_address(bad, "https")) << bad;
}

TEST(WebAddress, IsNotOneWhosePasswordIsNotEncoded) {
  for (const char* password : {"pa/ss", "pa#ss", "pa?ss", "pa ss", "pa\"ss", "pa<ss", "pa\\ss", "p@ss",
                               "p@s/s", "12/34", "1?2", "1#2"})
    EXPECT_FALSE(is_web_address(std::string("https://user:") + password + "@hooks.example.com/x", "https"))
        << password;
}

}  // namespace
}  // namespace sb::base
