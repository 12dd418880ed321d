// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys_fixture.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kMe[] = "/api/v2/organizations/me";
constexpr char kIntegrations[] = "/api/v2/integrations";

TEST_F(GenesysTest, TellsWhoTheOrganisationIs) {
  const json::Object body = read(call("GET", kMe));
  EXPECT_EQ(json::string_or_empty(body, "id"), organization.id);
  EXPECT_EQ(json::string_or_empty(body, "name"), organization.name);
  EXPECT_EQ(json::string_or_empty(body, "state"), "active");
}

TEST_F(GenesysTest, EveryAnswerHasACorrelationIdOfItsOwnThatErrorsRepeat) {
  const auto error = call("GET", "/api/v2/nothing");
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(json::string_or_empty(read(error), "contextId"), header(error, "ININ-Correlation-Id"));
  EXPECT_EQ(json::find_int(read(error), "status"), 404);
  EXPECT_EQ(code(error), "not.found");
  EXPECT_NE(header(call("GET", kMe), "ININ-Correlation-Id"), header(call("GET", kMe), "ININ-Correlation-Id"));
}

TEST_F(GenesysTest, AMissingPermissionIsNamed) {
  organization.clients[0].permissions = {kViewIntegrations};
  restart();
  EXPECT_EQ(call("GET", kIntegrations).status, 200);
  const auto refused = call("POST", kIntegrations, "not even JSON");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(code(refused), "missing.permissions");
  EXPECT_NE(message(refused).find("integrations:integration:add"), std::string::npos);
  EXPECT_EQ(json::string_map(read(refused), "messageParams").at("permissions"),
            "integrations:integration:add");
}

TEST_F(GenesysTest, AnotherMethodIsNotAllowedAndTheAllowedOnesAreTold) {
  const auto refused = call("DELETE", "/api/v2/routing/queues");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(GenesysTest, OptionsTellsTheMethodsWithoutAToken) {
  const auto answer = genesys->handle({"OPTIONS", "/api/v2/integrations/x", {}, ""});
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(header(answer, "Allow"), "GET, PATCH, DELETE, HEAD, OPTIONS");
  EXPECT_EQ(header(genesys->handle({"OPTIONS", "/oauth/token", {}, ""}), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(call("OPTIONS", "/api/v2/nothing").status, 404);
}

TEST_F(GenesysTest, HeadIsGetWithoutABody) {
  const auto answer = call("HEAD", kMe);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(call("HEAD", "/api/v2/nothing").status, 404);
}

TEST_F(GenesysTest, ABodyMustBeAJsonObjectOfThatTypeAndNotTooLarge) {
  for (const char* body : {"", "{", "[]", "7", "{}x"}) {
    const auto refused = call("POST", kIntegrations, body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_EQ(code(refused), "bad.request") << body;
    EXPECT_TRUE(message(refused).starts_with("The request could not be understood by the server due to"))
        << body;
  }
  const std::string bearer = "Bearer " + token();
  const auto typed = [&](const char* type, const std::string& body) {
    return genesys->handle(
        {"POST", kIntegrations, {{"Authorization", bearer}, {"Content-Type", type}}, body});
  };
  const std::string good = R"({"integrationType":{"id":"amazon-eventbridge-source"}})";
  EXPECT_EQ(code(typed("text/plain", good)), "unsupported.media.type");
  EXPECT_EQ(typed("application/json; charset=UTF-8", good).status, 200);
  const auto large = typed("application/json", std::string(512001, ' '));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(code(large), "request.entity.too.large");
  EXPECT_EQ(json::find_int(*json::find_object(read(large), "limit"), "value"), 512000);
}

TEST_F(GenesysTest, CallsAreCountedByTokenAndRefusedOnlyWhereQuotasHold) {
  const std::string one = token(), other = token();
  net::HttpResponse last;
  for (int i = 0; i < 301; ++i) last = call_as(one, "GET", kMe);
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(header(last, "inin-ratelimit-count"), "301");
  EXPECT_EQ(header(last, "inin-ratelimit-allowed"), "300");
  EXPECT_EQ(header(last, "inin-ratelimit-reset"), "60");
  EXPECT_EQ(header(call_as(other, "GET", "/api/v2/nothing"), "inin-ratelimit-count"), "1");
}

TEST_F(GenesysTest, ACallOverTheLimitIsToldWhenToComeBack) {
  quotas = service::Quotas::kAws;
  restart();
  for (int i = 0; i < 300; ++i) EXPECT_EQ(call("GET", kMe).status, 200);
  pass(base::Seconds(20));
  const auto refused = call("GET", kMe);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "40");
  EXPECT_EQ(header(refused, "inin-ratelimit-count"), "301");
  EXPECT_EQ(code(refused), "too.many.requests");
  EXPECT_EQ(message(refused), "Rate limit exceeded the maximum. Retry the request in [40] seconds");
  const json::Object body = read(refused);
  const json::Object& limit = *json::find_object(body, "limit");
  EXPECT_EQ(json::string_or_empty(limit, "key"), "client.credentials.token.rate.per.minute");
  EXPECT_EQ(json::string_or_empty(limit, "namespace"), "platform.api");
  EXPECT_EQ(json::find_int(limit, "value"), 300);
  pass(base::Seconds(40));
  EXPECT_EQ(call("GET", kMe).status, 200);
}

}  // namespace
}  // namespace sb::cloud::genesys
