// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys_fixture.h"
#include "cloud/genesys/integration_type.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kPath[] = "/api/v2/integrations";
constexpr char kCreate[] = R"({"integrationType":{"id":"amazon-eventbridge-source"}})";
constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";
constexpr base::Milliseconds kMoment{200};

class IntegrationsTest : public GenesysTest {
 protected:
  std::string make() { return json::string_or_empty(read(call("POST", kPath, kCreate)), "id"); }
  static std::string uri(const std::string& id) { return std::string(kPath) + "/" + id; }

  static json::Object properties(const std::string& suffix = "dev") {
    return {{kSuffix, suffix},
            {kAccount, "111122223333"},
            {kRegion, "eu-west-1"},
            {kEventFilter, json::Array{kUserEnd}}};
  }
  net::HttpResponse configure(const std::string& id, int version, json::Object given,
                              const std::string& name = "Events") {
    const json::Object body{{"name", name},
                            {"version", version},
                            {"properties", std::move(given)},
                            {"advanced", json::Object{}},
                            {"notes", "[switchboard:x]"},
                            {"credentials", json::Object{}}};
    return call("PUT", uri(id) + "/config/current", json::to_text(body));
  }
  net::HttpResponse intend(const std::string& id, const std::string& state) {
    return call("PATCH", uri(id), R"({"intendedState":")" + state + R"("})");
  }
  // "ENABLED ACTIVE".
  std::string states(const std::string& id) {
    const json::Object body = read(call("GET", uri(id)));
    if (!body.contains("reportedState")) return "none";
    return json::string_or_empty(body, "intendedState") + " " +
           json::string_or_empty(*json::find_object(body, "reportedState"), "code");
  }
  std::string make_active(const std::string& suffix = "dev") {
    const std::string id = make();
    EXPECT_EQ(configure(id, 1, properties(suffix)).status, 200);
    EXPECT_EQ(intend(id, "ENABLED").status, 200);
    pass(kMoment);
    EXPECT_EQ(states(id), "ENABLED ACTIVE");
    return id;
  }
  std::string source(const std::string& suffix = "dev") const {
    return "aws.partner/genesys.com/cloud/" + organization.id + "/" + suffix;
  }
  const aws::Realm customer_{"111122223333", "eu-west-1"};
};

TEST_F(IntegrationsTest, EachPostMakesAnotherDisabledOne) {
  const auto first = call("POST", kPath, kCreate);
  EXPECT_EQ(first.status, 200);
  const json::Object body = read(first);
  EXPECT_EQ(json::string_or_empty(body, "name"), "Amazon EventBridge Source");
  EXPECT_EQ(json::string_or_empty(body, "intendedState"), "DISABLED");
  EXPECT_EQ(json::find_int(body.at("config").at("current").get_object(), "version"), 1);
  EXPECT_NE(make(), json::string_or_empty(body, "id"));
  EXPECT_EQ(json::find_int(read(call("GET", kPath)), "total"), 2);
}

TEST_F(IntegrationsTest, OnlyTheOfferedTypeIsMadeAndNoMoreThanItAllows) {
  EXPECT_EQ(code(call("POST", kPath, "{}")), "constraint.validation");
  EXPECT_EQ(code(call("POST", kPath, R"({"integrationType":{"id":"purecloud-data-actions"}})")),
            "invalid.value");
  for (size_t i = 0; i < kIntegrationsMax; ++i) EXPECT_FALSE(make().empty());
  EXPECT_EQ(call("POST", kPath, kCreate).status, 400);
}

TEST_F(IntegrationsTest, AConfigurationIsReplacedUnderItsVersion) {
  const std::string id = make();
  const auto put = configure(id, 1, properties());
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(json::find_int(read(put), "version"), 2);
  const json::Object current = read(call("GET", uri(id) + "/config/current"));
  EXPECT_EQ(*json::find_object(current, "properties"), properties());
  EXPECT_EQ(json::string_or_empty(current, "notes"), "[switchboard:x]");
  EXPECT_EQ(json::string_or_empty(read(call("GET", uri(id))), "name"), "Events");
}

TEST_F(IntegrationsTest, AnotherVersionIsAConflictThatNamesBothAndChangesNothing) {
  const std::string id = make();
  configure(id, 1, properties());
  const auto refused = configure(id, 1, properties("other"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(code(refused), "conflict");
  EXPECT_EQ(message(refused), "The version 1 does not match the current version 2 of the configuration.");
  EXPECT_EQ(json::string_or_empty(read(refused), "entityId"), id);
  const json::Object current = read(call("GET", uri(id) + "/config/current"));
  EXPECT_EQ(json::find_int(current, "version"), 2);
  EXPECT_EQ(*json::find_object(current, "properties"), properties());
}

TEST_F(IntegrationsTest, EveryKeyOfAConfigurationIsWantedAndEveryFindingTold) {
  const std::string current = uri(make()) + "/config/current";
  const auto refused = call("PUT", current, "{}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(code(refused), "constraint.validation");
  std::vector<std::string> fields;
  const json::Object body = read(refused);
  for (const json::Value& detail : body.at("details").get_array())
    fields.push_back(json::string_or_empty(detail.get_object(), "fieldName"));
  EXPECT_EQ(fields,
            (std::vector<std::string>{"name", "notes", "version", "properties", "advanced", "credentials"}));
  EXPECT_EQ(body.at("errors").get_array().size(), 6u);
}

TEST_F(IntegrationsTest, PropertiesFollowTheSchemaAndNothingElseIsTaken) {
  const std::string id = make();
  json::Object wrong = properties();
  wrong[kAccount] = "12";
  wrong[kSuffix] = "a b";
  const auto refused = configure(id, 1, wrong);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(code(refused), "invalid.value");
  EXPECT_EQ(read(refused).at("details").get_array().size(), 2u);
  const auto filled = call("PUT", uri(id) + "/config/current",
                           R"({"name":"n","version":1,"notes":"","properties":{},"advanced":{"a":1},)"
                           R"("credentials":{"c":{}}})");
  EXPECT_EQ(read(filled).at("details").get_array().size(), 2u);
}

TEST_F(IntegrationsTest, ASuffixIsUsedOnceInTheOrganisation) {
  configure(make(), 1, properties("dev"));
  const std::string second = make();
  const auto refused = configure(second, 1, properties("dev"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(message(refused).find("'dev' is used"), std::string::npos);
  EXPECT_EQ(configure(second, 1, properties("Dev")).status, 200);
}

TEST_F(IntegrationsTest, EnablingTakesAMomentAndOffersTheSource) {
  const std::string id = make();
  configure(id, 1, properties());
  EXPECT_EQ(intend(id, "ENABLED").status, 200);
  EXPECT_EQ(states(id), "ENABLED ACTIVATING");
  EXPECT_FALSE(sources.state_of(customer_, source()).has_value());
  pass(kMoment);
  EXPECT_EQ(states(id), "ENABLED ACTIVE");
  EXPECT_EQ(sources.state_of(customer_, source()), service::PartnerSourceState::kPending);
}

TEST_F(IntegrationsTest, EnablingNeedsACompleteConfiguration) {
  const std::string id = make();
  const auto refused = intend(id, "ENABLED");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(read(refused).at("details").get_array().size(), 4u);
  EXPECT_EQ(states(id), "DISABLED INACTIVE");
  make_active("other");
  const std::string active = make_active();
  EXPECT_EQ(configure(active, 2, {}).status, 400);
}

TEST_F(IntegrationsTest, WhatAwsRefusesIsAnErrorWithItsReasonUntilEnabledAgain) {
  ASSERT_TRUE(sources.offer(customer_, source()).ok());
  const std::string id = make();
  configure(id, 1, properties());
  intend(id, "ENABLED");
  pass(kMoment);
  EXPECT_EQ(states(id), "ENABLED ERROR");
  const json::Object body = read(call("GET", uri(id)));
  const std::string why =
      json::string_or_empty(body.at("reportedState").at("detail").get_object(), "message");
  EXPECT_NE(why.find("it is there already"), std::string::npos);
  EXPECT_NE(why.find(source()), std::string::npos);
  sources.withdraw(customer_, source());
  intend(id, "ENABLED");
  pass(kMoment);
  EXPECT_EQ(states(id), "ENABLED ACTIVE");
}

TEST_F(IntegrationsTest, DisablingWithdrawsTheSourceAndEnablingBringsItBack) {
  const std::string id = make_active();
  intend(id, "DISABLED");
  EXPECT_EQ(states(id), "DISABLED DEACTIVATING");
  pass(kMoment);
  EXPECT_EQ(states(id), "DISABLED INACTIVE");
  EXPECT_TRUE(sources.states.empty());
  intend(id, "ENABLED");
  pass(kMoment);
  EXPECT_EQ(states(id), "ENABLED ACTIVE");
  EXPECT_EQ(sources.states.size(), 1u);
}

TEST_F(IntegrationsTest, ChangedTwiceWithinAMomentEndsAsItWasAskedLast) {
  const std::string id = make_active();
  intend(id, "DISABLED");
  intend(id, "ENABLED");
  pass(kMoment);
  EXPECT_EQ(states(id), "ENABLED ACTIVE");
  EXPECT_EQ(sources.states.size(), 1u);
  intend(id, "DISABLED");
  intend(id, "ENABLED");
  intend(id, "DISABLED");
  pass(kMoment);
  EXPECT_EQ(states(id), "DISABLED INACTIVE");
  EXPECT_TRUE(sources.states.empty());
}

TEST_F(IntegrationsTest, AfterTheFirstActivationAccountRegionAndSuffixAreFixed) {
  const std::string id = make_active();
  intend(id, "DISABLED");
  pass(kMoment);
  const std::pair<const char*, const char*> kChanges[] = {
      {kSuffix, "other"}, {kAccount, "444455556666"}, {kRegion, "us-east-1"}};
  for (const auto& [property, value] : kChanges) {
    json::Object changed = properties();
    changed[property] = value;
    const auto refused = configure(id, 2, changed);
    EXPECT_EQ(refused.status, 400) << property;
    EXPECT_NE(message(refused).find(std::string("The property ") + property + " cannot change"),
              std::string::npos);
  }
  json::Object topics = properties();
  topics[kEventFilter] = json::Array{"v2.users.{id}.presence"};
  EXPECT_EQ(configure(id, 2, topics).status, 200);
}

TEST_F(IntegrationsTest, DeletingAnInactiveOneIsDoneAtOnce) {
  const std::string id = make();
  const auto answer = call("DELETE", uri(id));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::string_or_empty(read(answer), "intendedState"), "DELETED");
  EXPECT_EQ(call("GET", uri(id)).status, 404);
  EXPECT_EQ(call("DELETE", uri(id)).status, 404);
}

TEST_F(IntegrationsTest, DeletingAnActiveOneWithdrawsItsSourceFirst) {
  const std::string id = make_active();
  EXPECT_EQ(call("DELETE", uri(id)).status, 200);
  EXPECT_EQ(states(id), "DELETED DEACTIVATING");
  EXPECT_EQ(intend(id, "ENABLED").status, 409);
  EXPECT_EQ(intend(id, "DISABLED").status, 409);
  EXPECT_EQ(configure(id, 2, properties()).status, 409);
  pass(kMoment);
  EXPECT_EQ(states(id), "none");
  EXPECT_TRUE(sources.states.empty());
  make_active();
}

TEST_F(IntegrationsTest, APatchChangesTheIntendedStateAndNothingElse) {
  const std::string id = make();
  for (const char* body :
       {"{}", R"({"intendedState":"RESTORED"})", R"({"intendedState":"ON"})",
        R"({"intendedState":"DISABLED","name":"other"})", R"({"intendedState":"DISABLED","notes":"other"})"})
    EXPECT_EQ(call("PATCH", uri(id), body).status, 400) << body;
  const std::string same = R"({"intendedState":"DISABLED","name":"Amazon EventBridge Source","notes":""})";
  EXPECT_EQ(call("PATCH", uri(id), same).status, 200);
  EXPECT_EQ(intend(id, "DELETED").status, 200);
  EXPECT_EQ(states(id), "none");
}

TEST_F(IntegrationsTest, AreListedInPagesByNameAndFiltered) {
  const std::string b = make(), a = make();
  configure(a, 1, properties("a"), "A");
  configure(b, 1, properties("b"), "B");
  const auto ids = [&](const std::string& query) {
    std::string out;
    const json::Object body = read(call("GET", std::string(kPath) + query));
    for (const json::Value& item : body.at("entities").get_array())
      out += json::string_or_empty(item.get_object(), "id") == a ? "a" : "b";
    return out;
  };
  EXPECT_EQ(ids(""), "ab");
  EXPECT_EQ(ids("?pageSize=1&pageNumber=2"), "b");
  EXPECT_EQ(ids("?ids=" + b), "b");
  EXPECT_EQ(ids("?ids=" + b + "," + a), "ab");
  std::string many = "?ids=" + a;
  for (int i = 1; i < 100; ++i) many += "," + a;
  EXPECT_EQ(ids(many), "a");
  EXPECT_EQ(call("GET", "/api/v2/integrations" + many + "," + a).status, 400) << "101 ids";
  EXPECT_EQ(ids("?integrationType=amazon-eventbridge-source"), "ab");
  EXPECT_EQ(ids("?integrationType=other"), "");
  EXPECT_EQ(ids("?reportedState=inactive"), "ab");
  EXPECT_EQ(ids("?reportedState=ACTIVE"), "");
  EXPECT_EQ(ids("?credentialId=x"), "");
  EXPECT_EQ(call("GET", std::string(kPath) + "?nextPage=x").status, 400);
  EXPECT_EQ(call("GET", std::string(kPath) + "?sortBy=age").status, 400);
}

TEST_F(IntegrationsTest, ShowTheirConfigurationWhenExpanded) {
  const std::string id = make();
  configure(id, 1, properties());
  const auto version = [&](const std::string& query) {
    const json::Object body = read(call("GET", std::string(kPath) + query));
    return json::find_int(body.at("entities").at(0).at("config").at("current").get_object(), "version");
  };
  EXPECT_EQ(version(""), std::nullopt);
  EXPECT_EQ(version("?expand=config.current"), 2);
}

TEST_F(IntegrationsTest, TypeAndSchemasAreTold) {
  const std::string type = std::string(kPath) + "/types";
  EXPECT_EQ(json::find_int(read(call("GET", type)), "total"), 1);
  const json::Object one = read(call("GET", type + "/amazon-eventbridge-source"));
  EXPECT_EQ(json::find_int(one, "maxInstances"), static_cast<int64_t>(kIntegrationsMax));
  const std::string schema = json::string_or_empty(one, "configPropertiesSchemaUri");
  EXPECT_TRUE(read(call("GET", schema)).at("properties").get_object().contains(kSuffix));
  for (const std::string& path : {type + "/other", type + "/other/configschemas/properties",
                                  type + "/amazon-eventbridge-source/configschemas/other"})
    EXPECT_EQ(call("GET", path).status, 404) << path;
}

TEST_F(IntegrationsTest, OutliveARestartInEveryStateAndGoOnWithWhatTheyWereAbout) {
  const std::string inactive = make(), active = make_active("active"), activating = make(),
                    deleting = make_active("going");
  configure(activating, 1, properties("coming"));
  intend(activating, "ENABLED");
  call("DELETE", uri(deleting));
  restart();
  EXPECT_EQ(states(inactive), "DISABLED INACTIVE");
  EXPECT_EQ(states(active), "ENABLED ACTIVE");
  EXPECT_EQ(states(activating), "ENABLED ACTIVATING");
  EXPECT_EQ(states(deleting), "DELETED DEACTIVATING");
  pass(kMoment);
  EXPECT_EQ(states(activating), "ENABLED ACTIVE");
  EXPECT_EQ(states(deleting), "none");
  EXPECT_TRUE(sources.state_of(customer_, source("coming")).has_value());
  EXPECT_FALSE(sources.state_of(customer_, source("going")).has_value());
}

TEST_F(IntegrationsTest, OfTheOrganisationAreThereFromTheStartUntilDeleted) {
  Integration own;
  own.id = "own";
  own.name = "Own";
  own.properties = properties("own");
  own.intended = IntendedState::kEnabled;
  own.reported = ReportedState::kActivating;
  organization.integrations = {own};
  restart();
  pass(kMoment);
  EXPECT_EQ(states("own"), "ENABLED ACTIVE");
  restart();
  EXPECT_EQ(states("own"), "ENABLED ACTIVE");
  call("DELETE", uri("own"));
  pass(kMoment);
  restart();
  EXPECT_EQ(states("own"), "none");
}

}  // namespace
}  // namespace sb::cloud::genesys
