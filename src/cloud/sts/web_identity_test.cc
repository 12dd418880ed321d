// SPDX-License-Identifier: Apache-2.0
#include "cloud/sts/web_identity.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/text.h"

namespace sb::cloud::sts {
namespace {

constexpr char kAccount[] = "123456789012";
constexpr char kHeader[] = R"({"alg":"HS256","typ":"JWT"})";
const base::Time kNow(base::Seconds(1'800'000'000));

std::string base64url(std::string_view bytes) {
  std::string out = base::replace_all(base::replace_all(base::base64_encode(bytes), "+", "-"), "/", "_");
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::string sign(const std::string& claims, const std::string& key = "key",
                 const std::string& header = kHeader) {
  const std::string content = base64url(header) + "." + base64url(claims);
  return content + "." + base64url(base::hmac_sha256(key, content));
}

std::string claims(const std::string& more = "") {
  return R"({"iss":"https://idp.example.com","aud":"sts.amazonaws.com","sub":"ann","exp":1800000060)" + more +
         "}";
}

// "subject of provider", or "code: text".
std::string verify(const std::string& token, const char* account = kAccount) {
  const std::vector<IdentityProvider> providers{
      {kAccount, "https://idp.example.com", {"other", "sts.amazonaws.com"}, base::Secret("key")}};
  const auto found = verify_token(token, account, providers, kNow);
  if (const auto* fault = std::get_if<service::Fault>(&found)) return fault->code + ": " + fault->message;
  const auto& identity = std::get<WebIdentity>(found);
  return identity.subject + " for " + identity.audience + " of " + identity.provider_arn;
}

// RFC 7515, appendix A.1: key, token, and that its signature holds.
TEST(VerifyToken, TakesTheTokenOfTheStandard) {
  const std::string key = *base::base64_decode(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==");
  const auto found = verify_token(
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
      "bS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      kAccount, {{kAccount, "joe", {"x"}, base::Secret(key)}}, kNow);
  EXPECT_EQ(std::get<service::Fault>(found).message, "Incorrect token audience") << "the signature was good";
}

TEST(VerifyToken, SaysWhoTheTokenSpeaksOf) {
  EXPECT_EQ(verify(sign(claims())),
            "ann for sts.amazonaws.com of arn:aws:iam::123456789012:oidc-provider/idp.example.com");
  EXPECT_EQ(
      verify(sign(R"({"iss":"https://idp.example.com","aud":["x","other"],"sub":"ann","exp":1800000060.5})")),
      "ann for other of arn:aws:iam::123456789012:oidc-provider/idp.example.com");
}

TEST(VerifyToken, RefusesWhatIsNoToken) {
  for (const char* text : {"", "a", "a.b", "a.b.c", "....", "e30.e30.*", "e30.W10.AA", "e30.e30.e30.e30"})
    EXPECT_TRUE(verify(text).starts_with("InvalidIdentityToken: ")) << text;
  EXPECT_NE(verify("nothing").find("not a valid JWT"), std::string::npos);
}

TEST(VerifyToken, RefusesAForeignProviderKeyAudienceOrAccount) {
  EXPECT_EQ(
      verify(sign(R"({"iss":"https://evil.example.com"})")),
      "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://evil.example.com");
  EXPECT_NE(verify(sign(claims()), "210987654321").find("No OpenIDConnect provider found"),
            std::string::npos);
  EXPECT_NE(verify(sign(claims(), "another key")).find("signature"), std::string::npos);
  EXPECT_NE(verify(sign(claims(), "", R"({"alg":"none"})")).find("HS256"), std::string::npos);
  EXPECT_NE(verify(sign(R"({"iss":"https://idp.example.com","aud":"me","sub":"a","exp":1800000060})"))
                .find("Incorrect token audience"),
            std::string::npos);
}

TEST(VerifyToken, HoldsTheTimesAgainstTheClock) {
  EXPECT_EQ(
      verify(sign(R"({"iss":"https://idp.example.com","aud":"other","sub":"ann","exp":1800000000})")),
      "ExpiredTokenException: Token expired: current date/time 1800000000 must be before the expiration "
      "date/time1800000000");
  EXPECT_NE(verify(sign(R"({"iss":"https://idp.example.com","aud":"other","sub":"ann"})")).find("claim: exp"),
            std::string::npos);
  EXPECT_NE(verify(sign(claims(R"(,"nbf":1800000001)"))).find("not valid yet"), std::string::npos);
  EXPECT_TRUE(verify(sign(claims(R"(,"nbf":1800000000)"))).starts_with("ann"));
}

}  // namespace
}  // namespace sb::cloud::sts
