// SPDX-License-Identifier: Apache-2.0
#include "genesys/topics.h"

#include <gmock/gmock.h>

#include "genesys/client_fixture.h"

namespace sb::genesys {
namespace {

using TopicsTest = ClientTest;

TEST_F(TopicsTest, SayOverWhichTransportsTheyGo) {
  Client client = make();
  http.answers = {{200,
                   {},
                   R"({"entities":[{"id":"v2.a.{id}","transports":["All"]},)"
                   R"({"id":"v2.b.{id}","transports":["Websocket","EventBridge"]},)"
                   R"({"id":"v2.c.{id}","transports":["Websocket"]},{"id":"v2.d.{id}"}]})"}};
  const auto topics = available_topics(client);
  ASSERT_TRUE(topics.ok() && *topics);
  std::vector<std::string> reaching;
  for (const Topic& topic : **topics) {
    if (topic.reaches_eventbridge()) reaching.push_back(topic.name);
  }
  EXPECT_EQ((*topics)->size(), 4u);
  EXPECT_THAT(reaching, testing::ElementsAre("v2.a.{id}", "v2.b.{id}"));
  EXPECT_THAT(http.asked[1].url, testing::EndsWith("/availabletopics?expand=transports"));
}

TEST_F(TopicsTest, ThatMayNotBeAskedForAreUnknownNotAnError) {
  for (const int status : {403, 404, 405}) {
    Client client = make();
    http.answers = {{status, {}, R"({"code":"missing.permissions"})"}};
    const auto topics = available_topics(client);
    ASSERT_TRUE(topics.ok()) << status;
    EXPECT_FALSE(*topics);
  }
  Client client = make();
  http.answers = {{501, {}, ""}};
  EXPECT_EQ(available_topics(client).error().code, "http.501");
}

}  // namespace
}  // namespace sb::genesys
