// SPDX-License-Identifier: Apache-2.0
#include "genesys/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "genesys/client_fixture.h"
#include "genesys/region.h"

namespace sb::genesys {
namespace {

using testing::HasSubstr;

TEST_F(ClientTest, AsksForATokenByBasicAtTheLoginHost) {
  Client client = make();
  http.answers = {{200, {}, R"({"id":"o","name":"n"})"}};
  ASSERT_TRUE(client.organization().ok());
  EXPECT_EQ(http.asked[0].url, "https://login.mypurecloud.de/oauth/token");
  EXPECT_EQ(http.asked[0].body, "grant_type=client_credentials");
  EXPECT_EQ(net::find_header(http.asked[0].headers, "Authorization"), "Basic aWQ6cyZjcmV0");
  EXPECT_EQ(http.asked[1].url, "https://api.mypurecloud.de/api/v2/organizations/me");
  EXPECT_EQ(net::find_header(http.asked[1].headers, "Authorization"), "Bearer t1");
}

TEST_F(ClientTest, AsksForATokenByFormAsTheTutorialsDo) {
  Client client = make(TokenRequest::kForm);
  http.answers = {{200, {}, "{}"}};
  ASSERT_TRUE(client.organization().ok());
  EXPECT_EQ(http.asked[0].url, "https://mypurecloud.de/oauth/token");
  EXPECT_THAT(http.asked[0].body,
              HasSubstr("client_id=id&client_secret=s%26cret&scope=eventbridge%3Amanage"));
}

TEST_F(ClientTest, KeepsATokenUntilAMinuteBeforeItEnds) {
  Client client = make();
  http.answers = {{200, {}, "{}"}, {200, {}, "{}"}, {200, {}, "{}"}};
  (void)client.organization();
  clock.time += base::Seconds(86400 - 61);
  (void)client.organization();
  EXPECT_EQ(http.tokens, 1);
  clock.time += base::Seconds(2);
  (void)client.organization();
  EXPECT_EQ(http.tokens, 2);
}

TEST_F(ClientTest, FetchesATokenAnewOnceOn401) {
  Client client = make();
  http.answers = {{401, {}, R"({"code":"credentials.expired"})"}, {200, {}, "{}"}};
  EXPECT_TRUE(client.organization().ok());
  EXPECT_EQ(http.tokens, 2);
  http.answers = {{401, {}, "{}"}, {401, {}, R"({"code":"bad.credentials"})"}};
  EXPECT_EQ(client.organization().error().code, "bad.credentials");
}

struct Repeated {
  int status;
  bool get;  // a GET is made again
};

TEST_F(ClientTest, RepeatsReadsAfterPassingTroublesOnly) {
  for (const Repeated& each : std::initializer_list<Repeated>{{408, true},
                                                              {429, true},
                                                              {500, true},
                                                              {502, true},
                                                              {503, true},
                                                              {504, true},
                                                              {501, false},
                                                              {400, false},
                                                              {403, false},
                                                              {409, false}}) {
    Client client = make();
    http.answers = {{each.status, {}, ""}, {200, {}, R"({"id":"o"})"}};
    EXPECT_EQ(client.organization().ok(), each.get) << each.status;
  }
}

TEST_F(ClientTest, ReadsAnEventTypeAgainAfterAConflictAndPutsWhatIsStillNotSo) {
  Client client = make();
  http.answers = {{409, {}, "{}"}, {200, {}, R"({"enabled":false})"}, {204, {}, ""}};
  EXPECT_TRUE(client.set_event_type("conversation.end", true).ok());
  EXPECT_EQ(http.asked.back().method, "PUT");
  http.answers = {{409, {}, "{}"}, {200, {}, R"({"enabled":true})"}};
  EXPECT_TRUE(client.set_event_type("conversation.end", true).ok());
  EXPECT_EQ(http.asked.back().method, "GET") << "somebody else has enabled it";
}

TEST_F(ClientTest, HoldsCallsBackWhileTheTokensLimitIsUsedUp) {
  const net::Headers used_up = {
      {"inin-ratelimit-count", "300"}, {"inin-ratelimit-allowed", "300"}, {"inin-ratelimit-reset", "20"}};
  Client client = make();
  http.answers = {{200, used_up, "{}"}, {200, {}, "{}"}};
  (void)client.organization();
  (void)client.organization();
  EXPECT_THAT(sleeper.slept, testing::ElementsAre(base::Milliseconds(20000)));
  client.hold_to_limit(false);
  http.answers = {{200, {}, "{}"}};
  (void)client.organization();
  EXPECT_EQ(sleeper.slept.size(), 1u);
}

TEST_F(ClientTest, WaitsAsLongAsA429Asks) {
  Client client = make();
  http.answers = {
      {429, {{"Retry-After", "3"}}, ""}, {429, {{"inin-ratelimit-reset", "7"}}, ""}, {200, {}, "{}"}};
  EXPECT_TRUE(client.organization().ok());
  EXPECT_THAT(sleeper.slept, testing::ElementsAre(base::Milliseconds(3000), base::Milliseconds(7000)));
}

TEST_F(ClientTest, AnErrorCarriesTheCorrelationIdAndWhatToDo) {
  Client client = make();
  http.answers = {{403,
                   {{"inin-correlation-id", "corr-1"}},
                   R"({"code":"missing.permissions","message":"need routing:queue:view"})"}};
  const auto queues = client.queues();
  ASSERT_FALSE(queues.ok());
  EXPECT_EQ(queues.error().code, "missing.permissions");
  EXPECT_THAT(queues.error().message, HasSubstr("need routing:queue:view (correlation id corr-1)"));
  EXPECT_THAT(queues.error().hint, HasSubstr("Routing > Queue > View"));
}

TEST_F(ClientTest, ARefusalSaysWhichPermissionToGrantToWhichClientAndWhere) {
  Client client = make();
  http.answers = {
      {403, {}, R"({"code":"missing.permissions","message":"no","messageParams":{"permissions":"p:q:r"}})"},
      {403, {}, R"({"code":"missing.permissions","message":"no"})"}};
  const base::Error queues = client.queues().error();
  EXPECT_THAT(queues.message, HasSubstr("no [permissions: p:q:r]"));
  for (const char* part :
       {"routing:queue:view (Routing > Queue > View", "to a role (Admin > Roles / Permissions)",
        "(Admin > Integrations > OAuth > the client > Roles), in the divisions of the queues"})
    EXPECT_THAT(queues.hint, HasSubstr(part));
  EXPECT_THAT(queues.hint, HasSubstr("the client '" + client.client_id() + "'"));
  EXPECT_THAT(client.set_event_type("a", true).error().hint, HasSubstr("eventbridge:manage"));
}

TEST_F(ClientTest, ARefusalOfAnEventTypeThatTheInactiveIntegrationCausesAsksForNoPermission) {
  Client client = make();
  http.answers = {{403, {}, R"({"code":"not.authorized","message":"not enabled in this organization"})"},
                  {200, {}, R"({"enabled":false,"status":"INACTIVE"})"},
                  {403, {}, R"({"code":"missing.permissions","message":"no"})"},
                  {200, {}, R"({"enabled":true,"status":"ACTIVE"})"}};
  const base::Error off = client.set_event_type("a", true).error();
  EXPECT_THAT(off.message, HasSubstr("status INACTIVE"));
  EXPECT_EQ(off.hint, "a Genesys admin activates it: Genesys Cloud Admin > Integrations > EventBridge");
  EXPECT_THAT(client.set_event_type("a", true).error().hint, HasSubstr("eventbridge:manage"));
}

TEST_F(ClientTest, SurvivesAnErrorPageOfAProxy) {
  Client client = make();
  http.answers = std::deque<net::HttpResponse>(6, {500, {}, "<html>no</html>"});
  EXPECT_EQ(client.queues().error().code, "http.500");
  EXPECT_EQ(sleeper.slept.size(), 5u);
}

TEST_F(ClientTest, WalksAllPagesAndKeepsOnlyTheExactName) {
  Client client = make();
  http.answers = {
      {200, {}, R"({"entities":[{"id":"1","name":"Support"},{"id":"2","name":"support"}],"pageCount":2})"},
      {200, {}, R"({"entities":[{"id":"3","name":"Support"}],"pageCount":2})"}};
  const auto found = client.queues_named("Support");
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[1].id, "3");
  EXPECT_THAT(http.asked[2].url, HasSubstr("pageNumber=2&name=Support"));
}

TEST_F(ClientTest, InFormModeSearchesAsTheTutorialDoesAndFallsBackToTheRealCall) {
  Client client = make(TokenRequest::kForm);
  http.answers = {{404, {}, ""}, {200, {}, R"({"entities":[{"id":"1","name":"S"}],"pageCount":1})"}};
  EXPECT_EQ(client.queues_named("S")->size(), 1u);
  EXPECT_EQ(http.asked[1].method, "POST");
  EXPECT_THAT(http.asked[1].url, HasSubstr("/api/v2/queues/search"));
  EXPECT_EQ(http.asked[2].method, "GET");
}

TEST_F(ClientTest, EverySuccessOfAnEventTypeCounts) {
  for (const int status : {200, 201, 204}) {
    Client client = make();
    http.answers = {{status, {}, ""}};
    EXPECT_TRUE(client.set_event_type("conversationCreated", true).ok()) << status;
  }
  EXPECT_EQ(http.asked.back().body, R"({"enabled":true})");
}

TEST_F(ClientTest, AnEventTypeThatIsNotOfferedSaysWhatTheIntegrationSays) {
  Client client = make();
  http.answers = {{404, {}, R"({"code":"not.found","message":"no"})"}, {403, {}, ""}};
  const auto status = client.set_event_type("conversationGone", true);
  EXPECT_EQ(status.error().code, "genesys.event_type_not_offered");
  EXPECT_THAT(status.error().message, HasSubstr("GET /api/v2/platform/eventbridge answered 403"));
}

TEST_F(ClientTest, AnEventTypeThatCannotBeReadIsUnknownNotAnError) {
  Client client = make();
  http.answers = {
      {404, {}, ""}, {403, {}, ""}, {405, {}, ""}, {200, {}, R"({"eventType":"a","enabled":false})"}};
  EXPECT_EQ(*client.event_type("a"), EventTypeState::kUnknown);
  EXPECT_EQ(*client.event_type("a"), EventTypeState::kUnknown);
  EXPECT_EQ(*client.event_type("a"), EventTypeState::kDisabled);
}

TEST_F(ClientTest, AnEventTypeThatIsNamedAsNotThereIsNotOffered) {
  Client client = make();
  http.answers = {{404, {}, R"({"code":"not.found","entityId":"a","message":"no"})"},
                  {404, {}, R"({"code":"not.found","entityId":"other"})"},
                  {200, {}, R"({"status":"ACTIVE"})"}};
  EXPECT_EQ(*client.event_type("a"), EventTypeState::kNotOffered);
  EXPECT_EQ(*client.event_type("a"), EventTypeState::kUnknown);
}

TEST_F(ClientTest, APlatformWithoutEventTypesIsToldFromATypeThatIsNotOffered) {
  Client client = make();
  const net::HttpResponse no_path{
      404, {}, R"({"code":"not.found","message":"HTTP 404 Not Found","status":404})"};
  http.answers = {no_path, no_path, no_path, no_path};
  EXPECT_EQ(*client.event_type("conversationCreated"), EventTypeState::kNoSuchApi);
  const base::Error error = client.set_event_type("conversationCreated", true).error();
  EXPECT_EQ(error.code, "genesys.event_type_not_offered");
  EXPECT_THAT(error.hint, HasSubstr("partner bus"));
  EXPECT_THAT(error.hint, HasSubstr("init --template partner"));
}

TEST_F(ClientTest, TheOrganisationsIntegrationHasAStatusOrThereIsNoSuchCall) {
  Client client = make();
  http.answers = {{200, {}, R"({"enabled":false,"status":"INACTIVE"})"},
                  {200, {}, "{}"},
                  {404, {}, ""},
                  {403, {}, R"({"code":"missing.permissions","message":"no"})"}};
  EXPECT_EQ(*client.event_bridge_status(), "INACTIVE");
  EXPECT_EQ(*client.event_bridge_status(), "");
  EXPECT_EQ(*client.event_bridge_status(), std::nullopt);
  EXPECT_EQ(client.event_bridge_status().error().code, "missing.permissions");
}

class Refusing final : public net::HttpTransport {
 public:
  explicit Refusing(net::HttpResponse answer) : answer_(std::move(answer)) {}
  base::Result<net::HttpResponse> send(const net::ClientRequest&) override {
    ++calls;
    return answer_;
  }
  int calls = 0;

 private:
  const net::HttpResponse answer_;
};

TEST(TokenSource, AnUnknownClientIsNeverRetriedWhateverTheStatus) {
  for (const int status : {400, 401}) {
    Refusing http({status, {}, R"({"error":"invalid_client","description":"authentication failed"})"});
    SettableClock clock;
    CountingSleeper sleeper;
    TokenSource tokens(http, clock, sleeper, *resolve_region("mypurecloud.ie"), TokenRequest::kBasic,
                       {"id", base::Secret("geheim")});
    const auto token = tokens.token();
    ASSERT_FALSE(token.ok());
    EXPECT_EQ(token.error().code, "genesys.invalid_client");
    EXPECT_EQ(http.calls, 1);
    EXPECT_THAT(token.error().hint, HasSubstr("a wrong region looks just like a wrong secret"));
    EXPECT_EQ((token.error().message + token.error().hint).find("geheim"), std::string::npos);
  }
}

TEST(TokenSource, WaitsWhenTheTokenEndpointIsThrottled) {
  Refusing http({400, {}, R"({"error":"invalid_request","description":"rate limit exceeded; try later"})"});
  SettableClock clock;
  CountingSleeper sleeper;
  TokenSource tokens(http, clock, sleeper, *resolve_region("mypurecloud.ie"), TokenRequest::kBasic,
                     {"id", base::Secret("x")});
  const base::Error error = tokens.token().error();
  EXPECT_EQ(http.calls, 6);
  EXPECT_THAT(error.hint, HasSubstr("wait a minute"));
  EXPECT_LE(*std::max_element(sleeper.slept.begin(), sleeper.slept.end()), base::Seconds(32));
}

TEST(TokenSource, WaitsAsLongAsTheTokenEndpointSays) {
  Refusing http({429, {{"Retry-After", "40"}}, ""});
  SettableClock clock;
  CountingSleeper sleeper;
  TokenSource tokens(http, clock, sleeper, *resolve_region("mypurecloud.ie"), TokenRequest::kBasic,
                     {"id", base::Secret("x")});
  EXPECT_FALSE(tokens.token().ok());
  EXPECT_EQ(sleeper.slept, std::vector<base::Milliseconds>(5, base::Seconds(40)));
}

TEST(TokenSource, SaysWhoseFaultAFailureIs) {
  const std::pair<net::HttpResponse, const char*> kCases[] = {
      {{503, {}, "<html>"}, "try again later"},
      {{403, {}, "<html>Blocked by the proxy"}, "proxy"},
      {{407, {}, ""}, "proxy"},
      {{400, {}, R"({"error":"unsupported_grant_type","description":"no"})"}, "Client Credentials"}};
  for (const auto& [answer, said] : kCases) {
    Refusing http(answer);
    SettableClock clock;
    CountingSleeper sleeper;
    TokenSource tokens(http, clock, sleeper, *resolve_region("mypurecloud.ie"), TokenRequest::kBasic,
                       {"id", base::Secret("x")});
    EXPECT_THAT(tokens.token().error().hint, HasSubstr(said)) << answer.status;
  }
}

TEST(TokenSource, GivesUpWhenItIsInterrupted) {
  class Interrupted final : public net::Sleeper {
   public:
    void sleep(base::Milliseconds) override {}
    bool stopped() const override { return true; }
  } sleeper;
  Refusing http({503, {}, ""});
  SettableClock clock;
  TokenSource tokens(http, clock, sleeper, *resolve_region("mypurecloud.ie"), TokenRequest::kBasic,
                     {"id", base::Secret("x")});
  EXPECT_FALSE(tokens.token().ok());
  EXPECT_EQ(http.calls, 1);
}

TEST(ResolveRegion, TakesEverySpelling) {
  for (const char* text : {"mypurecloud.de", "api.mypurecloud.de", "login.mypurecloud.de",
                           "https://api.mypurecloud.de/", "eu-central-1", " MyPureCloud.de "}) {
    const auto found = resolve_region(text);
    ASSERT_TRUE(found.ok()) << text;
    EXPECT_EQ(found->login_url, "https://login.mypurecloud.de") << text;
  }
  EXPECT_EQ(resolve_region("my.genesys.cloud")->api_url, "https://api.my.genesys.cloud");
  EXPECT_FALSE(resolve_region("eu-north-9").ok());
  EXPECT_FALSE(resolve_region("nonsense").ok());
}

}  // namespace
}  // namespace sb::genesys
