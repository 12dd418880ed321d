// SPDX-License-Identifier: Apache-2.0
#include "genesys/integrations.h"

#include <gmock/gmock.h>

#include "genesys/client_fixture.h"

namespace sb::genesys {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";
constexpr char kAcdEnd[] = "v2.detail.events.conversation.{id}.acd.end";

std::string entity(const std::string& id, const std::string& name, const std::string& properties,
                   const std::string& type = "amazon-eventbridge-source") {
  return fmt::format(R"({{"id":"{}","name":"{}","integrationType":{{"id":"{}"}},"intendedState":"DISABLED",)"
                     R"("reportedState":{{"code":"ERROR","detail":{{"message":"no such account"}},)"
                     R"("lastUpdated":"t"}},"config":{{"current":{{"version":3,"name":"{}",)"
                     R"("notes":"node_dynamodb_empty_string","properties":{}}}}}}})",
                     id, name, type, name, properties);
}

std::string config(int version, const std::string& topics, const std::string& notes = "") {
  return fmt::format(R"({{"version":{},"name":"n","notes":"{}","credentials":{{}},"advanced":{{"a":1}},)"
                     R"("properties":{{"eventSourceSuffix":"s","awsAccountId":"012345678901",)"
                     R"("awsAccountRegion":"eu-west-1","eventFilter":[{}],"later":"kept"}}}})",
                     version, notes, topics);
}

std::string quoted(const char* topic) { return fmt::format("\"{}\"", topic); }

net::HttpResponse conflict(int status) {
  return {
      status, {}, R"({"code":"conflict","message":"The version 3 does not match the current version 4"})"};
}

class IntegrationsTest : public ClientTest {
 protected:
  // The methods of the calls, the token's left out.
  std::vector<std::string> methods() const {
    std::vector<std::string> out;
    for (const net::ClientRequest& request : http.asked) {
      if (!request.url.ends_with("/oauth/token")) out.push_back(request.method);
    }
    return out;
  }
  void answer_list(const std::string& entities) {
    http.answers.push_back({200, {}, R"({"pageCount":1,"entities":[)" + entities + "]}"});
  }
  Client client = make();
  Integrations integrations{client};
};

TEST_F(IntegrationsTest, AreListedPageAfterPageAndOnlyThoseOfTheType) {
  http.answers = {{200,
                   {},
                   R"({"pageCount":2,"entities":[)" + entity("1", "a", "{}") + "," +
                       entity("2", "b", "{}", "another") + "]}"},
                  {200,
                   {},
                   R"({"pageCount":2,"entities":[)" +
                       entity("3", "c",
                              R"({"eventSourceSuffix":"s","awsAccountId":"012345678901",)"
                              R"("eventFilter":["x"]})") +
                       "]}"}};
  const auto all = integrations.list();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[1].config.account, "012345678901") << "an account keeps its leading zeros";
  EXPECT_THAT((*all)[1].config.topics, ElementsAre("x"));
  EXPECT_EQ((*all)[1].message, "no such account");
  EXPECT_EQ((*all)[1].config.notes, "") << "the placeholder stands for no notes";
  EXPECT_THAT(http.asked[2].url, HasSubstr("pageNumber=2"));
  EXPECT_THAT(http.asked[2].url, HasSubstr("expand=config.current"));
}

TEST_F(IntegrationsTest, OneThatIsGoneIsNoError) {
  for (const int status : {404, 410}) {
    http.answers.push_back({status, {}, ""});
    const auto found = integrations.find("1");
    EXPECT_TRUE(found.ok() && !*found) << status;
  }
  http.answers.push_back({404, {}, ""});
  EXPECT_TRUE(integrations.remove("1").ok());
}

TEST_F(IntegrationsTest, ACreationWithoutAnAnswerIsNotRepeatedWhenItTookEffect) {
  http.answers.push_back({503, {}, ""});
  answer_list(entity("other", "mine", R"({"eventSourceSuffix":"s"})") + "," + entity("ours", "mine", "{}"));
  const auto made = integrations.create("mine");
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(*made, "ours");
  EXPECT_THAT(methods(), ElementsAre("POST", "GET"));
  EXPECT_TRUE(http.asked[1].fresh_connection) << "nor by libcurl itself";
}

TEST_F(IntegrationsTest, ACreationWithoutAnAnswerIsRepeatedWhenThereIsNothingOfIt) {
  http.answers.push_back({500, {}, ""});
  answer_list("");
  http.answers.push_back({200, {}, R"({"id":"fresh"})"});
  EXPECT_EQ(*integrations.create("mine"), "fresh");
  EXPECT_THAT(methods(), ElementsAre("POST", "GET", "POST"));
}

TEST_F(IntegrationsTest, ARefusedCreationIsRepeatedOnlyWhenItWasTooEarly) {
  http.answers = {{429, {{"Retry-After", "2"}}, ""}, {400, {}, R"({"code":"bad.request","message":"no"})"}};
  EXPECT_THAT(integrations.create("mine").error().message, HasSubstr("no"));
  EXPECT_THAT(methods(), ElementsAre("POST", "POST"));
}

TEST_F(IntegrationsTest, AnEditWritesTheWholeConfigurationAndKeepsWhatItDoesNotKnow) {
  http.answers = {{200, {}, config(3, quoted(kUserEnd))}, {200, {}, "{}"}};
  ASSERT_TRUE(integrations.edit("1", [](IntegrationConfig& c) { c.topics.emplace_back(kAcdEnd); }).ok());
  const auto body = json::parse_document(http.asked.back().body);
  const json::Object& put = body->get_object();
  EXPECT_EQ(put.at("version"), 3);
  EXPECT_EQ(put.at("advanced"), (json::Object{{"a", 1}}));
  EXPECT_EQ(put.at("properties"), (json::Object{{"eventSourceSuffix", "s"},
                                                {"awsAccountId", "012345678901"},
                                                {"awsAccountRegion", "eu-west-1"},
                                                {"eventFilter", json::Array{kUserEnd, kAcdEnd}},
                                                {"later", "kept"}}));
}

TEST_F(IntegrationsTest, AnEditOfWhatSomebodyElseChangedIsMadeAnewOnWhatStands) {
  for (const int status : {409, 400}) {
    http.answers = {{200, {}, config(3, quoted("v2.x"))},
                    conflict(status),
                    {200, {}, config(4, quoted("v2.theirs"))},
                    {200, {}, "{}"}};
    ASSERT_TRUE(integrations.edit("1", [](IntegrationConfig& c) { c.topics.emplace_back("v2.ours"); }).ok());
    EXPECT_THAT(http.asked.back().body, HasSubstr(R"("version":4)"));
    EXPECT_THAT(http.asked.back().body, HasSubstr(R"(["v2.theirs","v2.ours"])"));
  }
}

TEST_F(IntegrationsTest, AnEditThatTookEffectBeforeItsAnswerWasLostIsNotMadeAgain) {
  http.answers = {{200, {}, config(3, "")}, {503, {}, ""}, conflict(409), {200, {}, config(4, "", "mine")}};
  EXPECT_TRUE(integrations.edit("1", [](IntegrationConfig& c) { c.notes = "mine"; }).ok());
  EXPECT_THAT(methods(), ElementsAre("GET", "PUT", "PUT", "GET"));
}

TEST_F(IntegrationsTest, AnEditGivesUpAfterFiveConflicts) {
  int version = 3;
  for (int i = 0; i < 5; ++i) {
    http.answers.push_back({200, {}, config(version++, "")});
    http.answers.push_back(conflict(409));
  }
  const auto status = integrations.edit("1", [](IntegrationConfig& c) { c.notes = "mine"; });
  EXPECT_THAT(status.error().message, HasSubstr("does not match the current version"));
  EXPECT_TRUE(http.answers.empty());
}

TEST_F(IntegrationsTest, ARefusedConfigurationIsNoConflict) {
  http.answers = {{200, {}, config(3, "")},
                  {400, {}, R"({"code":"invalid.value","message":"no such topic"})"}};
  const auto status = integrations.edit("1", [](IntegrationConfig& c) { c.notes = "mine"; });
  EXPECT_EQ(status.error().code, "invalid.value");
  EXPECT_THAT(methods(), ElementsAre("GET", "PUT"));
}

}  // namespace
}  // namespace sb::genesys
