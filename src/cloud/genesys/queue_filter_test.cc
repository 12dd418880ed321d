// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/queue_filter.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

Queue make(const std::string& id, const std::string& name, const std::string& division,
           const std::string& peer = "") {
  return {id, name, {division, division}, peer, std::nullopt, std::nullopt};
}

const std::vector<Queue> kQueues{make("1", "Support", "home"), make("2", "support tier 2", "home"),
                                 make("3", "Sales", "east", "p"), make("4", "Gold*", "east")};

std::vector<std::string> found(const std::string& query) {
  std::vector<const Queue*> all;
  for (const Queue& queue : kQueues) all.push_back(&queue);
  const auto filter = QueueFilter::read(base::parse_form(query));
  std::vector<std::string> ids;
  for (const Queue* queue : std::get<QueueFilter>(filter).apply(all)) ids.push_back(queue->id);
  return ids;
}

using Ids = std::vector<std::string>;

TEST(QueueName, IsWholeWithoutRegardToCase) {
  EXPECT_TRUE(queue_name_matches("support", "Support"));
  EXPECT_FALSE(queue_name_matches("Support", "Support A"));
}

TEST(QueueName, AStarOpensTheEndThatItStandsAt) {
  EXPECT_TRUE(queue_name_matches("Sup*", "support"));
  EXPECT_FALSE(queue_name_matches("port*", "Support"));
  EXPECT_TRUE(queue_name_matches("*port", "Support"));
  EXPECT_FALSE(queue_name_matches("*Sup", "Support"));
  EXPECT_TRUE(queue_name_matches("*ppo*", "Support"));
  EXPECT_TRUE(queue_name_matches("*", ""));
}

TEST(QueueName, AStarInTheMiddleAndAQuestionMarkAreThemselves) {
  EXPECT_FALSE(queue_name_matches("S*t", "Support"));
  EXPECT_TRUE(queue_name_matches("S*t", "s*T"));
  EXPECT_FALSE(queue_name_matches("Suppor?", "Support"));
}

TEST(QueueFilter, TakesSeveralIdsRepeatedOrWithCommasBetween) {
  EXPECT_EQ(found("id=1&id=3"), (Ids{"1", "3"}));
  EXPECT_EQ(found("id=1,3"), (Ids{"1", "3"}));
}

TEST(QueueFilter, TakesAllWithoutParameters) { EXPECT_EQ(found(""), (Ids{"1", "2", "3", "4"})); }

TEST(QueueFilter, TakesRepeatedIdsAndDivisions) {
  EXPECT_EQ(found("id=4&id=1&id=9"), (Ids{"1", "4"}));
  EXPECT_EQ(found("divisionId=east"), (Ids{"3", "4"}));
  EXPECT_EQ(found("divisionId=east&divisionId=home"), (Ids{"1", "2", "3", "4"}));
  EXPECT_EQ(found("divisionId=nowhere&divisionId=*"), (Ids{"1", "2", "3", "4"}));
}

TEST(QueueFilter, TakesOnlyWhatEveryParameterTakes) {
  EXPECT_EQ(found("name=support*&id=2&id=3"), (Ids{"2"}));
  EXPECT_EQ(found("cannedResponseLibraryId=x"), Ids{});
}

TEST(QueueFilter, KnowsPeers) {
  EXPECT_EQ(found("hasPeer=true"), (Ids{"3"}));
  EXPECT_EQ(found("hasPeer=false"), (Ids{"1", "2", "4"}));
  EXPECT_EQ(found("peerId=p"), (Ids{"3"}));
  const auto refused = QueueFilter::read(base::parse_form("hasPeer=perhaps"));
  ASSERT_TRUE(std::holds_alternative<ErrorBody>(refused));
  EXPECT_EQ(std::get<ErrorBody>(refused).details[0].field_name, "hasPeer");
}

TEST(QueueOrder, IsByNameWithoutRegardToCaseThenById) {
  const Queue b1 = make("1", "b", "x"), a = make("2", "A", "y"), b3 = make("3", "B", "a");
  std::vector<const Queue*> queues{&b3, &b1, &a};
  sort_queues(queues, QueueOrder::kName, true);
  EXPECT_EQ(queues, (std::vector<const Queue*>{&a, &b1, &b3}));
  sort_queues(queues, QueueOrder::kName, false);
  EXPECT_EQ(queues, (std::vector<const Queue*>{&b3, &b1, &a}));
  sort_queues(queues, QueueOrder::kDivision, true);
  EXPECT_EQ(queues, (std::vector<const Queue*>{&b3, &b1, &a}));
  sort_queues(queues, QueueOrder::kId, true);
  EXPECT_EQ(queues, (std::vector<const Queue*>{&b1, &a, &b3}));
}

}  // namespace
}  // namespace sb::cloud::genesys
