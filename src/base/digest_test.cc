// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/diagnostics.h"
#include "base/secret.h"

namespace sb::base {
namespace {

TEST(Digest, AgreesWithPublishedVectors) {
  EXPECT_EQ(hex(md5("test")), "098f6bcd4621d373cade4e832627b4f6");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  // RFC 4231, test case 2.
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Base64, RoundTripsEveryLength) {
  for (const char* text : {"", "a", "ab", "abc", "abcd"})
    EXPECT_EQ(*base64_decode(base64_encode(text)), text);
  EXPECT_EQ(base64_encode("ab"), "YWI=");
  EXPECT_FALSE(base64_decode("a").ok());
  EXPECT_FALSE(base64_decode("!!!!").ok());
}

TEST(MakeUuid, GivesDistinctVersion4Ids) {
  const std::string a = make_uuid();
  EXPECT_EQ(a.size(), 36u);
  EXPECT_EQ(a[14], '4');
  EXPECT_NE(a, make_uuid());
}

TEST(MakeUuid, ManyOnAnyThreadAreDistinctAndOfOneForm) {
  std::set<std::string> all;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) {
        const std::string uuid = make_uuid();
        const std::lock_guard lock(mutex);
        all.insert(uuid);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(all.size(), 2000u);
  for (const std::string& uuid : all) {
    ASSERT_EQ(uuid.size(), 36u);
    for (size_t at = 0; at < uuid.size(); ++at) {
      const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
      EXPECT_TRUE(dash ? uuid[at] == '-' : std::string_view("0123456789abcdef").find(uuid[at]) < 16) << uuid;
    }
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string_view("89ab").find(uuid[19]), std::string_view::npos);
  }
}

TEST(Secret, PrintsAsAsterisks) { EXPECT_EQ(fmt::format("key {}", Secret("hunter2")), "key ********"); }

TEST(Diagnostics, AreShownInTheOrderOfTheFileWithTheirHints) {
  Diagnostics all("f.yaml");
  all.error("SB0002", {7, 3}, "second", "do that");
  all.warning("SB0001", {2, 1}, "first");
  EXPECT_TRUE(all.has_errors());
  EXPECT_EQ(all.to_text(),
            "f.yaml:2:1: warning SB0001: first\nf.yaml:7:3: error SB0002: second\n  hint: do that\n");
}

}  // namespace
}  // namespace sb::base
