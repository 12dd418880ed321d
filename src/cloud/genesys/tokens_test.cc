// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"
#include "cloud/genesys/genesys_fixture.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kMe[] = "/api/v2/organizations/me";
constexpr char kGrant[] = "grant_type=client_credentials";
constexpr char kGoodForm[] = "grant_type=client_credentials&client_id=local&client_secret=local";

class TokensTest : public GenesysTest {
 protected:
  // Status, error and description of a refused request.
  static std::string told(const net::HttpResponse& response) {
    const json::Object body = read(response);
    EXPECT_EQ(json::string_or_empty(body, "description"), json::string_or_empty(body, "error_description"));
    return std::to_string(response.status) + " " + json::string_or_empty(body, "error") + ": " +
           json::string_or_empty(body, "description");
  }
  static net::Headers basic(const std::string& pair) {
    return {{"Authorization", "Basic " + base::base64_encode(pair)}};
  }
};

TEST_F(TokensTest, AreIssuedByBasicAndByTheForm) {
  for (const auto& answer : {ask_for_token(kGrant, basic("local:local")), ask_for_token(kGoodForm),
                             ask_for_token(std::string(kGoodForm) + "&scope=eventbridge%3Amanage")}) {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::string_or_empty(read(answer), "token_type"), "bearer");
    EXPECT_EQ(json::find_int(read(answer), "expires_in"), 86400);
    EXPECT_EQ(call_as(json::string_or_empty(read(answer), "access_token"), "GET", kMe).status, 200);
    EXPECT_FALSE(header(answer, "ININ-Correlation-Id").empty());
  }
}

TEST_F(TokensTest, AreRefusedInGenesysCloudsWords) {
  EXPECT_EQ(told(ask_for_token(kGrant, basic("nobody:local"))), "400 invalid_client: client not found");
  EXPECT_EQ(told(ask_for_token(kGrant, basic("local:wrong"))), "401 invalid_client: authentication failed");
  EXPECT_EQ(told(ask_for_token(kGrant, basic("local"))), "400 invalid_client: authentication failed");
  EXPECT_EQ(told(ask_for_token(kGrant, {{"Authorization", "Basic ???"}})),
            "400 invalid_client: authentication failed");
  EXPECT_EQ(told(ask_for_token(kGrant)), "400 invalid_client: client not found");
  EXPECT_EQ(told(ask_for_token("", basic("local:local"))), "400 invalid_request: grant_type is required");
  EXPECT_EQ(told(ask_for_token("grant_type=password", basic("local:local"))),
            "400 unsupported_grant_type: grant type not supported");
}

TEST_F(TokensTest, TheHeaderStandsOverTheForm) {
  EXPECT_EQ(told(ask_for_token(kGoodForm, basic("local:wrong"))),
            "401 invalid_client: authentication failed");
}

TEST_F(TokensTest, AnotherMethodOrTypeOfBodyIsRefused) {
  EXPECT_EQ(genesys->handle({"GET", "/oauth/token", {}, ""}).status, 405);
  EXPECT_EQ(ask_for_token(kGoodForm, {{"Content-Type", "application/json"}}).status, 415);
  EXPECT_EQ(
      ask_for_token(kGoodForm, {{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}}).status,
      200);
}

TEST_F(TokensTest, AreCheckedAndEndByTheCloudsClock) {
  EXPECT_EQ(code(genesys->handle({"GET", kMe, {}, ""})), "authentication.required");
  const std::string good = token();
  EXPECT_EQ(code(call_as(good + "0", "GET", kMe)), "bad.credentials");
  pass(base::Seconds(86399));
  EXPECT_EQ(call_as(good, "GET", kMe).status, 200);
  pass(base::Seconds(1));
  const auto ended = call_as(good, "GET", kMe);
  EXPECT_EQ(ended.status, 401);
  EXPECT_EQ(code(ended), "credentials.expired");
}

TEST_F(TokensTest, LiveAsLongAsTheClientSays) {
  organization.clients[0].token_life = base::Seconds(300);
  restart();
  EXPECT_EQ(json::find_int(read(ask_for_token(kGoodForm)), "expires_in"), 300);
  const std::string short_one = token();
  pass(base::Seconds(300));
  EXPECT_EQ(code(call_as(short_one, "GET", kMe)), "credentials.expired");
}

TEST_F(TokensTest, OutliveARestart) {
  const std::string before = token();
  restart();
  EXPECT_EQ(call_as(before, "GET", kMe).status, 200);
  pass(base::Seconds(86400));
  restart();
  EXPECT_EQ(code(call_as(before, "GET", kMe)), "credentials.expired");
}

TEST_F(TokensTest, OfAClientThatIsNotActiveAreNeitherIssuedNorTaken) {
  const std::string before = token();
  for (const auto& [state, word] :
       {std::pair(ClientState::kDisabled, "disabled"), {ClientState::kInactive, "inactive"}}) {
    organization.clients[0].state = state;
    restart();
    EXPECT_EQ(told(ask_for_token(kGoodForm)), std::string("400 invalid_client: client is ") + word);
    EXPECT_EQ(code(call_as(before, "GET", kMe)), "bad.credentials");
  }
}

TEST_F(TokensTest, AreThrottledByClientWhereQuotasHold) {
  for (int i = 0; i < 301; ++i) EXPECT_EQ(ask_for_token(kGoodForm).status, 200);
  quotas = service::Quotas::kAws;
  restart();
  for (int i = 0; i < 300; ++i) EXPECT_EQ(ask_for_token(kGoodForm).status, 200);
  const auto over = ask_for_token(kGoodForm);
  EXPECT_EQ(told(over), "400 invalid_request: rate limit exceeded; retry in [60] seconds");
  pass(base::Seconds(60));
  EXPECT_EQ(ask_for_token(kGoodForm).status, 200);
}

}  // namespace
}  // namespace sb::cloud::genesys
