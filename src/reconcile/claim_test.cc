// SPDX-License-Identifier: Apache-2.0
#include "reconcile/claim.h"

#include <gtest/gtest.h>

#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

constexpr char kQueue[] = "arn:aws:sqs:eu-west-1:123456789012:s-dead-letter";

// The tags of one queue, as SQS keeps them.
class TaggedQueue final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    const std::string target = std::string(*net::find_header(request.headers, "X-Amz-Target"));
    const json::Object input = json::parse_document(request.body)->get_object();
    if (denied) return net::HttpResponse{400, {}, R"({"__type":"AccessDeniedException","message":"no"})"};
    if (!exists) return net::HttpResponse{400, {}, R"({"__type":"QueueDoesNotExist","message":"none"})"};
    json::Object out;
    if (target == "AmazonSQS.GetQueueUrl") out["QueueUrl"] = "http://q";
    if (target == "AmazonSQS.ListQueueTags") out["Tags"] = json::to_object(tags);
    if (target == "AmazonSQS.TagQueue") {
      for (const auto& [key, value] : *json::find_object(input, "Tags"))
        tags[std::string(key)] = json::to_std(value.get_string());
    }
    if (target == "AmazonSQS.UntagQueue") {
      for (const json::Value& key : *json::find_array(input, "TagKeys"))
        tags.erase(json::to_std(key.get_string()));
    }
    return net::HttpResponse{200, {}, json::to_text(out)};
  }
  std::map<std::string, std::string> tags;
  bool exists = true;
  bool denied = false;
};

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1772632800000)); }
};

class NoSleep final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds) override {}
};

class ClaimTest : public testing::Test {
 protected:
  ClaimTest() {
    desired.stack = "s";
    desired.queues[kQueue] = {kQueue, "s-dead-letter", true, true, {}, {}};
  }

  // What a run reads before it begins.
  Observed look() {
    Observed out;
    if (auto claim = read_claim(sqs, "s", kQueue); claim.ok()) out.claim = *claim;
    if (http.exists)
      out.queues[kQueue] = {"http://q", {{"Policy", R"({"Statement":[{"Sid":")" + sid + R"("}]})"}}};
    return out;
  }
  Claim make(const std::string& run) { return Claim(sqs, desired, look(), run, clock); }

  TaggedQueue http;
  NoSleep sleeper;
  FixedClock clock;
  awsclient::FixedCredentials credentials{{"AKID", base::Secret("s"), {}}};
  awsclient::Transport transport{http, sleeper, {"eu-west-1"}, credentials};
  awsclient::Sqs sqs{transport};
  Desired desired;
  std::string sid = write_sid("s", Holding::kMade);
};

TEST_F(ClaimTest, ARunThatIsAloneSeesNobodyAndLeavesItsName) {
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  EXPECT_EQ(http.tags.count("switchboard:apply:s:one"), 1u);
  EXPECT_EQ(claim.others(), Claim::Others::kNone);
  claim.end();
  EXPECT_EQ(http.tags,
            (std::map<std::string, std::string>{{"switchboard:apply:s", "one 2026-03-04T14:00:00Z"}}));
}

TEST_F(ClaimTest, WhoBeginsSecondIsLeftTheStackAndKnowsThatItWasNotAlone) {
  Claim first = make("one");
  Claim second = make("two");
  ASSERT_TRUE(first.begin().ok());
  ASSERT_TRUE(second.begin().ok());
  EXPECT_EQ(first.others(), Claim::Others::kLater);
  EXPECT_EQ(first.later(), "two 2026-03-04T14:00:00Z");
  first.end();
  EXPECT_EQ(second.others(), Claim::Others::kSome);
  EXPECT_EQ(second.others(), Claim::Others::kNone) << "since it last looked";
}

TEST_F(ClaimTest, WhoIsStillWritingWhenALaterOneEndsKnowsIt) {
  Claim first = make("one");
  ASSERT_TRUE(first.begin().ok());
  Claim second = make("two");
  ASSERT_TRUE(second.begin().ok());
  EXPECT_EQ(second.others(), Claim::Others::kSome);
  second.end();
  EXPECT_EQ(first.others(), Claim::Others::kSome);
  EXPECT_EQ(first.others(), Claim::Others::kNone);
}

TEST_F(ClaimTest, NothingIsBegunWhenSomebodyHasWrittenSinceTheStackWasRead) {
  Claim late = make("late");
  Claim quick = make("quick");
  ASSERT_TRUE(quick.begin().ok());
  quick.end();
  const auto status = late.begin();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, "SB0330");
  EXPECT_NE(status.error().message.find("quick 2026-03-04"), std::string::npos);
  EXPECT_EQ(http.tags.count("switchboard:apply:s:late"), 0u);
}

TEST_F(ClaimTest, AQueueThatAnotherMadeWhileTheStackWasReadBearsTheTagToo) {
  http.exists = false;
  Observed observed = look();
  http.exists = true;
  observed.queues = look().queues;
  Claim early(sqs, desired, observed, "early", clock);
  http.tags["switchboard:apply:s:other"] = "2026-03-04T13:59:59Z";
  ASSERT_TRUE(early.begin().ok());
  EXPECT_EQ(early.others(), Claim::Others::kSome);
  Claim late(sqs, desired, observed, "late", clock);
  http.tags["switchboard:apply:s"] = "other 2026-03-04T14:00:00Z";
  EXPECT_EQ(late.begin().error().code, "SB0330");
}

TEST_F(ClaimTest, WhatAKilledRunLeftStandsInNobodysWayAndIsTakenDown) {
  http.tags["switchboard:apply:s:killed"] = "2026-03-01T00:00:00Z";
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  EXPECT_EQ(claim.others(), Claim::Others::kSome) << "it may still be writing";
  EXPECT_EQ(claim.others(), Claim::Others::kNone);
  claim.end();
  EXPECT_EQ(http.tags.size(), 1u);
}

TEST_F(ClaimTest, AQueueThatTheRunItselfMakesBearsTheTagFromThenOn) {
  http.exists = false;
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  http.exists = true;
  http.tags["switchboard:apply:s:two"] = "2026-03-04T13:59:59Z";
  claim.queue_made();
  EXPECT_EQ(claim.others(), Claim::Others::kSome);
  claim.end();
  EXPECT_EQ(http.tags.count("switchboard:apply:s"), 1u);
}

TEST_F(ClaimTest, AQueueThatIsDeletedMeanwhileIsTheWorkOfOthers) {
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  http.exists = false;
  EXPECT_EQ(claim.others(), Claim::Others::kSome);
  EXPECT_EQ(claim.others(), Claim::Others::kNone);
}

TEST_F(ClaimTest, NothingIsWrittenOnAQueueOfOthersOrWithoutTheRight) {
  sid = "theirs";
  Claim foreign = make("one");
  ASSERT_TRUE(foreign.begin().ok());
  foreign.end();
  sid = write_sid("s", Holding::kMade);
  Claim denied = make("two");
  http.denied = true;
  ASSERT_TRUE(denied.begin().ok());
  EXPECT_EQ(denied.others(), Claim::Others::kNone);
  denied.end();
  EXPECT_TRUE(http.tags.empty());
}

TEST_F(ClaimTest, AStackThatLeavesTheQueueLeavesNoTag) {
  http.tags["switchboard:apply:s"] = "x 2026";
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  claim.queue_left();
  claim.end();
  EXPECT_TRUE(http.tags.empty());
}

TEST_F(ClaimTest, StacksThatShareAQueueDoNotTakeEachOtherForThemselves) {
  http.tags = {{"switchboard:apply:other", "x 2026"}, {"switchboard:apply:other:run", "2026"}};
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  EXPECT_EQ(claim.others(), Claim::Others::kNone);
}

}  // namespace
}  // namespace sb::reconcile
