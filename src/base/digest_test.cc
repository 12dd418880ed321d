// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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
