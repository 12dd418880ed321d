// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/topic.h"

#include <gtest/gtest.h>

#include <set>

namespace sb::cloud::genesys {
namespace {

TEST(Topic, EveryBuiltInOneIsATemplateAndStandsOnce) {
  std::set<std::string> names;
  for (const Topic& topic : built_in_topics()) {
    EXPECT_TRUE(is_topic_template(topic.name)) << topic.name;
    EXPECT_TRUE(names.insert(topic.name).second) << topic.name;
    EXPECT_FALSE(topic.transports.empty()) << topic.name;
  }
}

TEST(Topic, AllSixteenConversationDetailEventsReachEventBridge) {
  size_t count = 0;
  for (const Topic& topic : built_in_topics()) {
    if (topic.name.starts_with("v2.detail.events.conversation.{id}.") && topic.reaches_eventbridge()) ++count;
  }
  EXPECT_EQ(count, 16u);
}

TEST(Topic, ReachesEventBridgeByThatTransportOrByAll) {
  EXPECT_TRUE((Topic{"", "", {"EventBridge"}, false}).reaches_eventbridge());
  EXPECT_TRUE((Topic{"", "", {"All"}, false}).reaches_eventbridge());
  EXPECT_FALSE((Topic{"", "", {"Websocket", "ProcessAutomation"}, false}).reaches_eventbridge());
}

TEST(Topic, NamedByASeedItIsTheBuiltInOneOrOneForEventBridge) {
  EXPECT_FALSE(topic_named("v2.users.{id}.conversations").reaches_eventbridge());
  EXPECT_TRUE(topic_named("v2.something.{id}.else").reaches_eventbridge());
}

TEST(Topic, ATemplateKeepsTheLiteralId) {
  EXPECT_TRUE(is_topic_template("v2.audits.entitytype.{id}.entityid.{id}"));
  for (const char* name :
       {"", "v2", "v2.users", "v1.users.{id}.x", "v2.users.{ID}.x", "v2.users..x", "v2.a b.c"})
    EXPECT_FALSE(is_topic_template(name)) << name;
}

}  // namespace
}  // namespace sb::cloud::genesys
