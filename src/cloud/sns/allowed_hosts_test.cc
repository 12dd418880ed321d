// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/allowed_hosts.h"

#include <gtest/gtest.h>

namespace sb::cloud::sns {
namespace {

AllowedHosts hosts(const std::vector<std::string>& entries) { return *AllowedHosts::parse(entries); }

TEST(AllowedHosts, AllowNothingByThemselves) { EXPECT_FALSE(AllowedHosts().allows("http://127.0.0.1/")); }

TEST(AllowedHosts, AllowAHostOnEveryPortOrOnOne) {
  EXPECT_TRUE(hosts({"127.0.0.1"}).allows("http://127.0.0.1:8080/x"));
  EXPECT_TRUE(hosts({"127.0.0.1:8080"}).allows("http://127.0.0.1:8080/x?y"));
  EXPECT_FALSE(hosts({"127.0.0.1:8080"}).allows("http://127.0.0.1:8081/x"));
  EXPECT_TRUE(hosts({"Hooks.Example.com:443"}).allows("https://hooks.example.com"));
  EXPECT_FALSE(hosts({"hooks.example.com"}).allows("https://evil.hooks.example.com"));
  EXPECT_TRUE(hosts({"a", "[::1]:9000"}).allows("http://[::1]:9000/"));
  EXPECT_FALSE(hosts({"a", "[::1]:9000"}).allows("http://[::1]/"));
}

TEST(AllowedHosts, SeeTheHostBehindAUserName) {
  EXPECT_FALSE(hosts({"good"}).allows("http://good@evil/"));
  EXPECT_FALSE(hosts({"good"}).allows("http://good:80@evil:80/"));
  EXPECT_TRUE(hosts({"good"}).allows("http://evil:80@good/"));
}

TEST(AllowedHosts, RefuseEntriesThatAreNoHosts) {
  for (const char* entry : {"", "http://a", "a/b", "a:x", "a:0", "me@a", "a b", "*"})
    EXPECT_FALSE(AllowedHosts::parse({entry}).ok()) << entry;
}

TEST(AllowedHosts, SayWhichFlagWouldAllowIt) {
  EXPECT_NE(
      AllowedHosts::refusal("https://u:p@hooks.example.com/x").find("--allow-http hooks.example.com:443 "),
      std::string::npos);
}

TEST(EndpointUrl, IsAnAddressThatAllClientsReadAlike) {
  EXPECT_TRUE(is_endpoint_url("http://127.0.0.1:80/a?b=c%20d#e"));
  EXPECT_TRUE(is_endpoint_url("https://me:pass@hooks.example.com/"));
  for (const char* url : {"", "http://", "ftp://a/", "http://a\\@b/", "http://a b/", "http://a\r\nb/",
                          "http://%31/", "http://a:99999/", "//a/"})
    EXPECT_FALSE(is_endpoint_url(url)) << url;
}

}  // namespace
}  // namespace sb::cloud::sns
