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

// From the query-signed requests of the same test suite.
constexpr char kPresignedQuery[] =
    "Param2=value2&Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F"
    "us-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires="
    "3600&"
    "X-Amz-Signature=86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5";

TEST(PresignedVectors, AreReadAndVerified) {
  ASSERT_TRUE(is_presigned(kPresignedQuery));
  const auto presigned = parse_presigned(kPresignedQuery);
  ASSERT_TRUE(presigned.ok()) << presigned.error().message;
  EXPECT_EQ(presigned->expires, base::Seconds(3600));
  EXPECT_EQ(presigned->authorization.access_key_id, "AKIDEXAMPLE");
  const std::string target = std::string("/?") + kPresignedQuery;
  EXPECT_TRUE(verify({"GET", target, &kVanilla, ""}, presigned->authorization, presigned->amz_date, kSecret));
  EXPECT_FALSE(verify({"GET", target + "&Param3=x", &kVanilla, ""}, presigned->authorization,
                      presigned->amz_date, kSecret));
  EXPECT_FALSE(
      verify({"POST", target, &kVanilla, ""}, presigned->authorization, presigned->amz_date, kSecret));
}

TEST(PresignedVectors, MaySignHeadersOfTheirOwn) {
  constexpr char kQuery[] =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2F"
      "aws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host%3Bx-amz-security-token&X-Amz-"
      "Expires=3600&"
      "X-Amz-Signature=aca67b49ed321f377645504bccbd5a65f9085c536ff1961bc49c835d30827b16";
  const Headers headers{
      {"Host", "example.amazonaws.com"},
      {"X-Amz-Security-Token",
       "AQoDYXdzEPT//////////"
       "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuw"
       "thAx7mSEI/qkPpKPi/"
       "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHN"
       "VXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+"
       "scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxB"
       "A=="}};
  const auto presigned = parse_presigned(kQuery);
  ASSERT_TRUE(presigned.ok()) << presigned.error().message;
  const std::string target = std::string("/?") + kQuery;
  EXPECT_TRUE(verify({"POST", target, &headers, ""}, presigned->authorization, presigned->amz_date, kSecret));
  EXPECT_FALSE(
      verify({"POST", target, &headers, "x"}, presigned->authorization, presigned->amz_date, kSecret));
}

std::string presigned_with(const char* name, const std::string& value) {
  std::string query;
  for (const auto& [key, standard] :
       {std::pair<std::string, std::string>{"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
        {"X-Amz-Credential", "K/20150830/us-east-1/sns/aws4_request"},
        {"X-Amz-Date", kDate},
        {"X-Amz-Expires", "60"},
        {"X-Amz-SignedHeaders", "host"},
        {"X-Amz-Signature", "ab"}}) {
    query += key + "=" + (key == name ? value : standard) + "&";
  }
  return query;
}

TEST(ParsePresigned, SaysWhatIsWrong) {
  const auto error = [](const char* name, const char* value) {
    const auto parsed = parse_presigned(presigned_with(name, value));
    return parsed.ok() ? std::string() : parsed.error().message;
  };
  EXPECT_EQ(error("", ""), "");
  for (const char* name :
       {"X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"})
    EXPECT_NE(error(name, "").find(name), std::string::npos) << name;
  EXPECT_EQ(error("X-Amz-Expires", "604800"), "");
  EXPECT_NE(error("X-Amz-Expires", "604801").find("less than a week"), std::string::npos);
  EXPECT_NE(error("X-Amz-Expires", "-1").find("non-negative"), std::string::npos);
  EXPECT_NE(error("X-Amz-Expires", "soon").find("a number"), std::string::npos);
  EXPECT_NE(error("X-Amz-Algorithm", "AWS4-HMAC-SHA1").find("AWS4-HMAC-SHA256"), std::string::npos);
  EXPECT_NE(error("X-Amz-Credential", "K/x").find("5 slash-delimited"), std::string::npos);
  EXPECT_NE(error("X-Amz-SignedHeaders", "host;host").find("more than once"), std::string::npos);
}

TEST(CanonicalRequest, TakesAPlusOfTheQueryForTheSpaceThatItIsReadAs) {
  const Headers headers{{"Host", "h"}};
  EXPECT_EQ(canonical_request({"GET", "/?a=b+c", &headers, ""}, {"host"}),
            canonical_request({"GET", "/?a=b%20c", &headers, ""}, {"host"}));
  EXPECT_NE(canonical_request({"GET", "/?a=b+c", &headers, ""}, {"host"}),
            canonical_request({"GET", "/?a=b%2Bc", &headers, ""}, {"host"}));
}

TEST(StatesItsPayload, TakesTheHashOfTheBodyAndNoOtherWord) {
  const auto stated = [](const char* value) {
    const Headers headers{{"X-Amz-Content-Sha256", value}};
    return states_its_payload({"POST", "/", &headers, ""});
  };
  EXPECT_TRUE(stated("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  for (const char* other : {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"})
    EXPECT_FALSE(stated(other)) << other;
}

TEST(ParseAuthorization, RefusesAHeaderThatIsSignedTwice) {
  const auto twice = parse_authorization(
      "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/sns/aws4_request, SignedHeaders=host;HOST, "
      "Signature=ab");
  ASSERT_FALSE(twice.ok());
  EXPECT_NE(twice.error().message.find("more than once"), std::string::npos);
}

}  // namespace
}  // namespace sb::aws
