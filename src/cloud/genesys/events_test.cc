// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys_fixture.h"
#include "cloud/genesys/integration_type.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";
constexpr char kAcdEnd[] = "v2.detail.events.conversation.{id}.acd.end";
constexpr char kTutorial[] =
    R"({"source":"genesyscloud","detail-type":"conversationCreated","detail":{"n": 1.0}})";
constexpr char kPartner[] =
    R"({"detail-type":"v2.detail.events.conversation.{id}.user.end","detail":{"version":"2","n": 1.0},"time":"2026-03-04T14:00:00Z"})";

using Lines = std::vector<std::string>;

class EventsTest : public GenesysTest {
 protected:
  void add(const std::string& suffix, const std::vector<std::string>& topics, bool enabled = true) {
    json::Array filter;
    for (const std::string& topic : topics) filter.emplace_back(topic);
    Integration out;
    out.id = out.name = suffix;
    out.properties = {{kSuffix, suffix},
                      {kAccount, "111122223333"},
                      {kRegion, "us-east-1"},
                      {kEventFilter, std::move(filter)}};
    if (enabled) {
      out.intended = IntendedState::kEnabled;
      out.reported = ReportedState::kActivating;
    }
    organization.integrations.push_back(std::move(out));
  }
  void begin() {
    restart();
    pass(base::Milliseconds(200));
  }
  // The customer makes the bus of the source.
  void associate(const std::string& suffix) {
    sources.states.at({{"111122223333", "us-east-1"}, source(suffix)}) = service::PartnerSourceState::kActive;
  }
  std::string source(const std::string& suffix) const {
    return "aws.partner/genesys.com/cloud/" + organization.id + "/" + suffix;
  }
};

TEST_F(EventsTest, OfATutorialsTypeGoOutWhenItIsEnabled) {
  auto happened = genesys->happen(kTutorial);
  EXPECT_EQ(happened.accepted, 1u);
  EXPECT_EQ(happened.sent, 0u);
  EXPECT_EQ(happened.dropped, 1u);
  EXPECT_EQ(happened.reasons, Lines{"line 1: the event type conversationCreated is not enabled"});
  call("PUT", "/api/v2/platform/eventbridge/events/conversationCreated", R"({"enabled":true})");
  happened = genesys->happen(kTutorial);
  EXPECT_EQ(happened.sent, 1u);
  EXPECT_TRUE(happened.reasons.empty());
  ASSERT_EQ(outgoing.size(), 1u);
  EXPECT_EQ(outgoing[0].source, "genesyscloud");
  EXPECT_EQ(outgoing[0].detail, R"({"n": 1.0})");
}

TEST_F(EventsTest, OfATopicGoToEveryActiveIntegrationThatHoldsIt) {
  add("one", {kUserEnd, kAcdEnd});
  add("two", {kUserEnd});
  add("other", {kAcdEnd});
  add("off", {kAcdEnd}, false);
  begin();
  for (const char* suffix : {"one", "two", "other"}) associate(suffix);
  const auto happened = genesys->happen(kPartner);
  EXPECT_EQ(happened.sent, 1u);
  EXPECT_TRUE(happened.reasons.empty());
  EXPECT_EQ(sources.sent.size(), 2u);
  for (const char* suffix : {"one", "two"}) {
    ASSERT_EQ(sources.sent[source(suffix)].size(), 1u) << suffix;
    const service::PartnerEvent& event = sources.sent[source(suffix)][0];
    EXPECT_EQ(event.detail_type, kUserEnd);
    EXPECT_EQ(event.detail, R"({"version":"2","n": 1.0})");
    EXPECT_EQ(event.time, base::Time(base::Milliseconds(1772632800000)));
  }
}

TEST_F(EventsTest, AGivenPartnerSourceStandsForAll) {
  add("one", {kUserEnd});
  begin();
  associate("one");
  const std::string line =
      R"({"source":"aws.partner/genesys.com/cloud/someone/else","detail-type":"v2.detail.events.conversation.{id}.user.end","detail":{}})";
  EXPECT_EQ(genesys->happen(line).sent, 1u);
  EXPECT_EQ(sources.sent[source("one")].size(), 1u);
}

TEST_F(EventsTest, AreDroppedWithTheReasonWhileTheSourceIsPending) {
  add("one", {kUserEnd});
  begin();
  const auto happened = genesys->happen(kPartner);
  EXPECT_EQ(happened.sent, 0u);
  EXPECT_EQ(happened.dropped, 1u);
  EXPECT_EQ(happened.reasons,
            Lines{"line 1: the event source " + source("one") +
                  " in 111122223333 us-east-1 is PENDING: no event bus is associated with it"});
  EXPECT_EQ(genesys->counters().dropped, 1u);
  EXPECT_EQ(genesys->counters().happened, 1u);
  EXPECT_EQ(genesys->counters().sent, 0u);
}

TEST_F(EventsTest, SentToOneAndDroppedAtAnotherAreSentAndSaySo) {
  add("one", {kUserEnd});
  add("two", {kUserEnd});
  begin();
  associate("two");
  const auto happened = genesys->happen(kPartner);
  EXPECT_EQ(happened.sent, 1u);
  EXPECT_EQ(happened.dropped, 0u);
  ASSERT_EQ(happened.reasons.size(), 1u);
  EXPECT_NE(happened.reasons[0].find(source("one")), std::string::npos);
}

TEST_F(EventsTest, AreDroppedByAnIntegrationThatIsNotActiveAndByNone) {
  add("off", {kUserEnd}, false);
  begin();
  EXPECT_EQ(genesys->happen(kPartner).reasons,
            Lines{"line 1: the integration 'off' is DISABLED and INACTIVE"});
  organization.integrations.clear();
  restart();
  EXPECT_EQ(genesys->happen(kPartner).reasons,
            Lines{std::string("line 1: no integration's eventFilter holds ") + kUserEnd});
}

TEST_F(EventsTest, OfATopicThatIsNotOfferedAreDroppedWithAHint) {
  const auto happened =
      genesys->happen(R"({"detail-type":"v2.detail.events.conversation.4711.user.end","detail":{}})");
  EXPECT_EQ(happened.dropped, 1u);
  ASSERT_EQ(happened.reasons.size(), 1u);
  EXPECT_NE(happened.reasons[0].find("offers no topic v2.detail.events.conversation.4711.user.end"),
            std::string::npos);
  EXPECT_NE(happened.reasons[0].find("literal {id}"), std::string::npos);
}

TEST_F(EventsTest, LinesThatAreNoEventAreToldByNumberAndTheOthersHappen) {
  const std::string lines = std::string(kTutorial) + "\n\n{\n[]\n" + R"({"detail-type":"x","detail":{}})" +
                            "\n" + R"({"source":"x","detail-type":"y","detail":[]})" + "\n" +
                            R"({"source":"x","detail-type":"y","detail":{},"time":"soon"})" + "\n" +
                            kTutorial;
  const auto happened = genesys->happen(lines);
  EXPECT_EQ(happened.accepted, 2u);
  ASSERT_EQ(happened.errors.size(), 5u);
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(happened.errors[i].starts_with("line " + std::to_string(i + 3) + ": "));
}

TEST_F(EventsTest, TypesReadBackWhatWasPutAlsoAfterARestart) {
  const std::string path = "/api/v2/platform/eventbridge/events/conversation.end";
  EXPECT_EQ(json::find_bool(read(call("GET", path)), "enabled"), false);
  const auto put = call("PUT", path, R"({"enabled":true})");
  EXPECT_EQ(put.status, 204);
  EXPECT_EQ(put.body, "");
  restart();
  EXPECT_EQ(json::find_bool(read(call("GET", path)), "enabled"), true);
  for (const char* body : {"{}", R"({"enabled":"true"})", R"({"enabled":1})"})
    EXPECT_EQ(call("PUT", path, body).status, 400) << body;
  EXPECT_EQ(call("PUT", path + "X", R"({"enabled":true})").status, 404);
  EXPECT_EQ(call("GET", path + "X").status, 404);
}

TEST_F(EventsTest, TypesCannotBePutWhereTheOrganisationHasThemOff) {
  organization.event_types_enabled = false;
  restart();
  const auto refused =
      call("PUT", "/api/v2/platform/eventbridge/events/conversation.end", R"({"enabled":true})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(code(refused), "not.authorized");
  EXPECT_EQ(json::string_or_empty(read(call("GET", "/api/v2/platform/eventbridge")), "status"), "INACTIVE");
}

TEST_F(EventsTest, TopicsAreListedWithTheFieldsAskedFor) {
  const std::string path = "/api/v2/notifications/availabletopics";
  const json::Object plain = read(call("GET", path));
  EXPECT_EQ(plain.at("entities").get_array().size(), organization.topics.size());
  EXPECT_EQ(plain.at("entities").at(0).get_object().size(), 1u);
  const json::Object full = read(
      call("GET", path + "?expand=transports&expand=visibility&expand=topicParameters&includePreview=false"));
  EXPECT_LT(full.at("entities").get_array().size(), organization.topics.size());
  const json::Object& first = full.at("entities").at(0).get_object();
  EXPECT_EQ(json::to_text(first.at("transports")), R"(["EventBridge","ProcessAutomation"])");
  EXPECT_EQ(first.at("visibility"), "Public");
  EXPECT_EQ(json::to_text(first.at("topicParameters")), R"(["id"])");
  const json::Object bare = read(call("GET", path + "?expand=schema&expand=publicApiTemplateUriPaths"));
  EXPECT_EQ(bare.at("entities").at(0).get_object().size(), 1u);
  EXPECT_EQ(call("GET", path + "?expand=everything").status, 200);
  EXPECT_EQ(call("GET", path + "?expand=transports,description").body,
            call("GET", path + "?expand=transports&expand=description").body);
  EXPECT_EQ(call("GET", path + "?includePreview=maybe").status, 400);
}

}  // namespace
}  // namespace sb::cloud::genesys
