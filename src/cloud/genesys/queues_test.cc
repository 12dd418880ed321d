// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys_fixture.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kGeneral[] = "30efdbc1-b459-462a-a4b5-966c53a60562";
constexpr char kPath[] = "/api/v2/routing/queues";

class QueuesTest : public GenesysTest {
 protected:
  std::string names(const std::string& target) {
    std::string out;
    const json::Object body = read(call("GET", target));
    for (const json::Value& queue : body.at("entities").get_array())
      out += json::string_or_empty(queue.get_object(), "name") + ";";
    return out;
  }
  static Queue named(const std::string& name, const std::string& division) {
    return {"", name, division_named(division), "", std::nullopt, std::nullopt};
  }
};

TEST_F(QueuesTest, AreListedByNameInEitherOrder) {
  EXPECT_EQ(names(kPath), "Billing;General Support;Web Sales;");
  EXPECT_EQ(names(std::string(kPath) + "?sortOrder=desc"), "Web Sales;General Support;Billing;");
  EXPECT_EQ(names(std::string(kPath) + "?name=*SAL*"), "Web Sales;");
}

TEST_F(QueuesTest, AResetBringsBackTheOrganisationsOwnAlsoAfterARestart) {
  ASSERT_TRUE(genesys->queues().remove(kGeneral).ok());
  ASSERT_TRUE(genesys->queues().create(named("Mine", "East")).ok());
  genesys->reset();
  EXPECT_EQ(names(kPath), "Billing;General Support;Web Sales;");
  restart();
  EXPECT_EQ(names(kPath), "Billing;General Support;Web Sales;");
}

TEST_F(QueuesTest, BriefViewsHaveTheirOwnBoundsAndOrder) {
  const std::string views = std::string(kPath) + "/divisionviews";
  EXPECT_EQ(names(views + "?sortBy=id"), "General Support;Web Sales;Billing;");
  EXPECT_EQ(call("GET", views + "?pageSize=100&pageNumber=5").status, 200);
  EXPECT_EQ(call("GET", views + "?pageSize=101").status, 400);
  EXPECT_EQ(call("GET", views + "?pageNumber=6").status, 400);
  EXPECT_EQ(call("GET", views + "/all?pageSize=500&pageNumber=6").status, 200);
  EXPECT_EQ(call("GET", views + "/all?pageSize=501").status, 400);
  const json::Object body = read(call("GET", views));
  EXPECT_FALSE(body.at("entities").at(0).get_object().contains("memberCount"));
}

TEST_F(QueuesTest, MadeRenamedAndDeletedOnesAreSoAfterARestart) {
  const auto made = genesys->queues().create(named("Night Shift", "Nights"));
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(genesys->queues().change(kGeneral, "General", "").ok());
  ASSERT_TRUE(genesys->queues().remove("8a0c56ee-e6c0-4fd2-a979-75f8764dbc75").ok());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(names(kPath), "General;Night Shift;Web Sales;");
    const json::Object night = read(call("GET", std::string(kPath) + "/" + made->id));
    EXPECT_EQ(json::string_or_empty(*json::find_object(night, "division"), "name"), "Nights");
    EXPECT_EQ(json::string_or_empty(night, "dateCreated"), "2026-03-04T14:00:00.000Z");
    restart();
  }
}

TEST_F(QueuesTest, DeletedAndMadeAgainOneHasAnotherId) {
  ASSERT_TRUE(genesys->queues().remove(kGeneral).ok());
  const auto again = genesys->queues().create(named("General Support", "Home"));
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->id, kGeneral);
  EXPECT_EQ(call("GET", std::string(kPath) + "/" + kGeneral).status, 404);
  ASSERT_TRUE(genesys->queues().remove(again->id).ok());
  restart();
  EXPECT_EQ(names(kPath), "Billing;Web Sales;");
}

TEST_F(QueuesTest, AreRefusedWithoutANameWithATakenIdAndUnderAnUnknownOne) {
  EXPECT_EQ(genesys->queues().create(named("", "Home")).error().code, "invalid");
  Queue taken = named("Another", "Home");
  taken.id = kGeneral;
  EXPECT_EQ(genesys->queues().create(taken).error().code, "conflict");
  EXPECT_EQ(genesys->queues().change("nobody", "x", "").error().code, "not_found");
  EXPECT_EQ(genesys->queues().change(kGeneral, "", "").error().code, "invalid");
  EXPECT_EQ(genesys->queues().remove("nobody").error().code, "not_found");
}

TEST_F(QueuesTest, OfDivisionsThatAClientMayNotSeeDropOutOfItsLists) {
  ASSERT_TRUE(genesys->queues().change(kGeneral, "", "Hidden").ok());
  organization.clients[0].divisions = {"Home"};
  restart();
  EXPECT_EQ(names(kPath), "Billing;Web Sales;");
  EXPECT_EQ(call("GET", std::string(kPath) + "/" + kGeneral).status, 404);
  EXPECT_EQ(json::find_int(read(call("POST", "/api/v2/queues/search", R"({"query":"General"})")), "total"),
            0);
}

TEST_F(QueuesTest, TheTutorialsSearchFindsNamesThatHoldTheText) {
  const auto found = read(call("POST", "/api/v2/queues/search", R"({"query":"s","size":1})"));
  EXPECT_EQ(found.at("entities").get_array().size(), 1u);
  EXPECT_EQ(found.at("total"), 2);
  for (const char* body :
       {"{}", R"({"query":7})", R"({"query":"x","size":0})", R"({"query":"x","size":"many"})"})
    EXPECT_EQ(call("POST", "/api/v2/queues/search", body).status, 400) << body;
}

}  // namespace
}  // namespace sb::cloud::genesys
