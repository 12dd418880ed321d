// SPDX-License-Identifier: Apache-2.0
#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sb::aws {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The example credentials of AWS's published signature test suite.
const base::Secret kSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
constexpr char kDate[] = "20150830T123600Z";
const Headers kVanilla{{"Host", "example.amazonaws.com"}, {"X-Amz-Date", kDate}};

Authorization scope(std::string given) {
  return {"AKIDEXAMPLE", "20150830", "us-east-1", "service", {"host", "x-amz-date"}, std::move(given)};
}

struct Vector {
  const char* name;
  const char* method;
  const char* target;
  const char* signature;
};

class PublishedVectors : public testing::TestWithParam<Vector> {};

TEST_P(PublishedVectors, AreVerified) {
  const Vector& v = GetParam();
  const SignedRequest request{v.method, v.target, &kVanilla, ""};
  EXPECT_TRUE(verify(request, scope(v.signature), kDate, kSecret))
      << canonical_request(request, {"host", "x-amz-date"});
  EXPECT_FALSE(verify(request, scope(v.signature), kDate, base::Secret("other")));
}

INSTANTIATE_TEST_SUITE_P(
    Sigv4, PublishedVectors,
    testing::Values(Vector{"get-vanilla", "GET", "/",
                           "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
                    Vector{"get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1",
                           "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
                    Vector{"post-vanilla", "POST", "/",
                           "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"}),
    [](const auto& vector) {
      std::string name = vector.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST(Verify, RefusesAChangedBodyPathOrHeader) {
  const std::string good = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
  EXPECT_FALSE(verify({"POST", "/", &kVanilla, "x"}, scope(good), kDate, kSecret));
  EXPECT_FALSE(verify({"POST", "/a", &kVanilla, ""}, scope(good), kDate, kSecret));
  const Headers other{{"Host", "evil.example.com"}, {"X-Amz-Date", kDate}};
  EXPECT_FALSE(verify({"POST", "/", &other, ""}, scope(good), kDate, kSecret));
}

TEST(Verify, HoldsAStatedPayloadHashAgainstTheBody) {
  Headers headers = kVanilla;
  headers.emplace_back("X-Amz-Content-Sha256",
                       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Authorization authorization = scope("");
  authorization.signed_headers = {"host", "x-amz-content-sha256", "x-amz-date"};
  const SignedRequest empty{"POST", "/", &headers, ""};
  authorization.signature =
      signature(kSecret, authorization,
                string_to_sign(kDate, authorization, canonical_request(empty, authorization.signed_headers)));
  EXPECT_TRUE(verify(empty, authorization, kDate, kSecret));
  EXPECT_FALSE(verify({"POST", "/", &headers, "tampered"}, authorization, kDate, kSecret));
}

TEST(CanonicalRequest, FoldsBlanksInHeadersAndEncodesAnEncodedPathAgain) {
  const Headers headers{{"Host", "  a   b "}};
  EXPECT_EQ(canonical_request({"GET", "/a%20b?x=%2F", &headers, ""}, {"host"}),
            "GET\n/a%2520b\nx=%2F\nhost:a b\n\nhost\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ParseAuthorization, NamesWhatIsMissing) {
  const auto good = parse_authorization(
      "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/sns/aws4_request, SignedHeaders=host;x-amz-date, "
      "Signature=ab");
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->region, "us-east-1");
  EXPECT_EQ(good->service, "sns");
  EXPECT_EQ(good->signed_headers.size(), 2u);
  EXPECT_FALSE(parse_authorization("Bearer x").ok());
  EXPECT_NE(
      parse_authorization("AWS4-HMAC-SHA256 SignedHeaders=a, Signature=b").error().message.find("Credential"),
      std::string::npos);
  EXPECT_FALSE(parse_authorization("AWS4-HMAC-SHA256 Credential=K/x, SignedHeaders=a, Signature=b").ok());
}

}  // namespace
}  // namespace sb::aws
