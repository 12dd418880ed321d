// SPDX-License-Identifier: Apache-2.0
#include "reconcile/claim.h"

#include <gtest/gtest.h>

#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

constexpr char kQueue[] = "arn:aws:sqs:eu-west-1:123456789012:s-dead-letter";
constexpr char kOther[] = "arn:aws:sqs:eu-west-1:123456789012:other";

// The tags of a queue, and of another, as SQS keeps them.
class TaggedQueue final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    const std::string target = std::string(*net::find_header(request.headers, "X-Amz-Target"));
    const json::Object input = json::parse_document(request.body)->get_object();
    if (denied) return net::HttpResponse{400, {}, R"({"__type":"AccessDeniedException","message":"no"})"};
    if (!exists) return net::HttpResponse{400, {}, R"({"__type":"QueueDoesNotExist","message":"none"})"};
    auto& here = json::string_or_empty(input, "QueueUrl") == "http://other" ? other : tags;
    json::Object out;
    if (target == "AmazonSQS.GetQueueUrl")
      out["QueueUrl"] = json::string_or_empty(input, "QueueName") == "other" ? "http://other" : "http://q";
    if (target == "AmazonSQS.ListQueueTags") out["Tags"] = json::to_object(here);
    if (target == "AmazonSQS.TagQueue") {
      for (const auto& [key, value] : *json::find_object(input, "Tags"))
        here[std::string(key)] = json::to_std(value.get_string());
    }
    if (target == "AmazonSQS.UntagQueue") {
      for (const json::Value& key : *json::find_array(input, "TagKeys"))
        here.erase(json::to_std(key.get_string()));
    }
    return net::HttpResponse{200, {}, json::to_text(out)};
  }
  std::map<std::string, std::string> tags;
  std::map<std::string, std::string> other;
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
    out.orphans_were_sought = seeks;
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
  bool seeks = true;
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

TEST_F(ClaimTest, RunsThatLeaveSomethingAndHaveNotLookedLeaveOneTagTogether) {
  for (const char* run : {"one", "two", "three"}) {
    Claim claim = make(run);
    ASSERT_TRUE(claim.begin().ok());
    EXPECT_NE(claim.others(), Claim::Others::kLater);
    claim.leave();
    seeks = false;
  }
  EXPECT_EQ(http.tags.size(), 2u);
  EXPECT_EQ(http.tags.count("switchboard:apply:s:one"), 1u);
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

TEST_F(ClaimTest, ARunThatIsEndingIsNotLeftTheStackUntilItGoesOn) {
  Claim first = make("one");
  Claim second = make("two");
  ASSERT_TRUE(first.begin().ok());
  ASSERT_TRUE(second.begin().ok());
  EXPECT_EQ(second.others(), Claim::Others::kSome);
  EXPECT_EQ(second.others(), Claim::Others::kNone) << "it has looked, and is about to end";
  EXPECT_EQ(first.others(), Claim::Others::kEnding);
  EXPECT_EQ(first.later(), "two 2026-03-04T14:00:00Z");
  second.go_on();
  EXPECT_EQ(first.others(), Claim::Others::kLater);
  first.end();
  EXPECT_EQ(second.others(), Claim::Others::kSome) << "what the first wrote is to be read";
}

TEST_F(ClaimTest, WhoWaitsForOneThatIsEndingLearnsThatItHasEnded) {
  Claim first = make("one");
  Claim second = make("two");
  ASSERT_TRUE(first.begin().ok());
  ASSERT_TRUE(second.begin().ok());
  EXPECT_EQ(second.others(), Claim::Others::kSome);
  EXPECT_EQ(first.others(), Claim::Others::kEnding);
  second.end();
  EXPECT_EQ(first.others(), Claim::Others::kSome);
  EXPECT_EQ(first.others(), Claim::Others::kNone);
}

TEST_F(ClaimTest, WhatOneThatWasThereBeforeHasSaidSinceIsNoticed) {
  Claim first = make("one");
  Claim second = make("two");
  ASSERT_TRUE(first.begin().ok());
  ASSERT_TRUE(second.begin().ok());
  EXPECT_EQ(second.others(), Claim::Others::kSome);
  second.go_on();
  EXPECT_EQ(second.others(), Claim::Others::kNone) << "the first is writing as before, and will look";
  first.go_on();
  EXPECT_EQ(second.others(), Claim::Others::kSome);
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

TEST_F(ClaimTest, ARunThatDidNotDoAllLeavesASignThatTheNextOneTakesDown) {
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  claim.leave();
  EXPECT_EQ(http.tags, (std::map<std::string, std::string>{
                           {"switchboard:apply:s", "one 2026-03-04T14:00:00Z"},
                           {"switchboard:apply:s:one", "2026-03-04T14:00:00Z unfinished 1"}}));
  EXPECT_TRUE(look().claim->unfinished);
  Claim next = make("two");
  ASSERT_TRUE(next.begin().ok());
  EXPECT_EQ(next.others(), Claim::Others::kNone) << "that run is over";
  next.end();
  EXPECT_EQ(http.tags.size(), 1u);
}

TEST_F(ClaimTest, FunctionsWhosePolicyIsChangedAreNamedAsFarAsThereIsRoom) {
  const std::string function = "arn:aws:lambda:eu-west-1:123456789012:function:";
  std::set<std::string> arns;
  for (const std::string& name : {std::string("ending"), std::string("b:prod"), std::string("c:$LATEST"),
                                  std::string(64, 'd'), std::string(64, 'e'), std::string(64, 'f')})
    arns.insert(function + name);
  Claim claim = make("one");
  claim.name_functions(arns);
  claim.name_functions(arns);
  ASSERT_TRUE(claim.begin().ok());
  EXPECT_EQ(look().claim->functions,
            (std::set<std::string>{"b:prod", "ending", std::string(64, 'd'), std::string(64, 'e')}));
  EXPECT_LE(http.tags.at("switchboard:apply:s:one").size(), 256u);
  Claim late = make("late");
  ASSERT_TRUE(late.begin().ok());
  EXPECT_EQ(claim.others(), Claim::Others::kLater);
}

TEST_F(ClaimTest, OneThatIsOverAndDidNotDoAllIsNotLeftTheStack) {
  Claim first = make("one");
  Claim second = make("two");
  ASSERT_TRUE(first.begin().ok());
  ASSERT_TRUE(second.begin().ok());
  second.leave();
  EXPECT_EQ(first.others(), Claim::Others::kSome);
  EXPECT_EQ(first.others(), Claim::Others::kNone);
  first.end();
  EXPECT_EQ(http.tags.size(), 1u);
}

TEST_F(ClaimTest, TheSignOfWhatWasNotLookedForStays) {
  Claim claim = make("one");
  ASSERT_TRUE(claim.begin().ok());
  claim.leave();
  seeks = false;
  Claim of_one_route = make("two");
  ASSERT_TRUE(of_one_route.begin().ok());
  of_one_route.end();
  EXPECT_EQ(http.tags.count("switchboard:apply:s:one"), 1u);
  forget_unfinished(sqs, *look().claim);
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

TEST_F(ClaimTest, TagsTellOfAllRunsWhereTheQueueStoodOrIsTheDefaultOfAFirstApply) {
  Claim stood = make("one");
  ASSERT_TRUE(stood.begin().ok());
  EXPECT_TRUE(stood.tells());
  http.exists = false;
  const Observed nothing = look();
  http.exists = true;
  Claim first(sqs, desired, nothing, "two", clock);
  first.queue_made();
  EXPECT_TRUE(first.tells());
}

TEST_F(ClaimTest, TagsDoNotTellOfRunsThatHaveTheirsElsewhere) {
  http.exists = false;
  Observed with_rules = look();
  with_rules.rules["arn"].rule.description = write_mark("", {"s", "r", {}});
  const Observed nothing = look();
  http.exists = true;
  Claim renamed(sqs, desired, with_rules, "one", clock);
  renamed.queue_made();
  EXPECT_FALSE(renamed.tells()) << "the stack had rules before it had this queue";
  Desired own = desired;
  own.queues = {{std::string(kQueue) + "-own", {std::string(kQueue) + "-own", "own", true, true, {}, {}}}};
  Claim named(sqs, own, nothing, "two", clock);
  named.queue_made();
  EXPECT_FALSE(named.tells()) << "another first apply may name another queue";
  Desired none = desired;
  none.queues.clear();
  Claim placeless(sqs, none, nothing, "three", clock);
  ASSERT_TRUE(placeless.begin().ok());
  EXPECT_FALSE(placeless.tells());
}

TEST_F(ClaimTest, NothingIsBegunWhenTheQueueHasGoneSinceTheStackWasRead) {
  Claim claim = make("one");
  http.exists = false;
  EXPECT_EQ(claim.begin().error().code, "SB0330");
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

class ClaimsTest : public ClaimTest {
 protected:
  // The stack stands with its dead letters in one queue; the spec may name another.
  ClaimsTest() {
    const json::Object letters{{"Arn", kQueue}};
    stands = look();
    stands.rules["r"].rule.description = write_mark("", {"s", "r", {}});
    stands.rules["r"].targets = {{"t", json::Object{{"DeadLetterConfig", letters}}}};
    renamed.stack = "s";
    renamed.queues[kOther] = {kOther, "other", true, true, {}, {}};
  }

  Claims make(const Desired& spec, const std::string& run) {
    Observed observed = stands;
    if (!stands.queues.contains(claim_queue(spec))) observed.claim = SeenClaim{};
    return {sqs, spec, observed, run, clock};
  }

  Observed stands;
  Desired renamed;
};

TEST_F(ClaimsTest, AreOnOneQueueWhereTheSpecNamesThatOfTheStack) {
  EXPECT_EQ(live_claim_queue("s", stands), kQueue);
  EXPECT_FALSE(make(desired, "one").may_have_missed());
  EXPECT_EQ(live_claim_queue("t", stands), "");
  stands.orphans = {kQueue};
  EXPECT_EQ(live_claim_queue("s", stands), "");
}

TEST_F(ClaimsTest, OfSpecsWithOtherQueuesMeetOnThatOfTheStackAsItStands) {
  Claims moving = make(renamed, "one");
  Claims staying = make(desired, "two");
  ASSERT_TRUE(moving.begin().ok());
  ASSERT_TRUE(staying.begin().ok());
  EXPECT_TRUE(moving.tells());
  EXPECT_EQ(moving.others(), Claim::Others::kLater);
  EXPECT_EQ(moving.later_queue(), kQueue);
  EXPECT_EQ(staying.others(), Claim::Others::kSome);
}

TEST_F(ClaimsTest, MayHaveMissedOthersWhereTheTagsWereNotReadBeforeOrAreGone) {
  EXPECT_TRUE(make(renamed, "one").may_have_missed());
  Claims claims = make(renamed, "two");
  ASSERT_TRUE(claims.begin().ok());
  claims.queue_deleted(kQueue);
  EXPECT_TRUE(claims.may_have_missed());
}

TEST_F(ClaimsTest, WhoIsKnownOnOneQueueIsNotTakenForALaterOneOnAnother) {
  Claims moving = make(renamed, "one");
  Claims staying = make(desired, "two");
  ASSERT_TRUE(staying.begin().ok());
  ASSERT_TRUE(moving.begin().ok());
  moving.queue_made(kOther);
  http.other["switchboard:apply:s:two"] = "2026-03-04T14:00:00Z";
  EXPECT_EQ(moving.others(), Claim::Others::kSome);
  EXPECT_EQ(moving.others(), Claim::Others::kNone);
}

TEST_F(ClaimsTest, GoUpOnTheQueueThatTheStackHasGotMeanwhile) {
  Claims claims = make(desired, "one");
  ASSERT_TRUE(claims.begin().ok());
  Observed now = stands;
  now.queues = {{kOther, {"http://other", stands.queues.at(kQueue).attributes}}};
  claims.read_again(now);
  EXPECT_EQ(http.other.count("switchboard:apply:s:one"), 1u);
  EXPECT_TRUE(claims.may_have_missed());
}

TEST_F(ClaimsTest, LeaveNoTagWhereNothingIsBegun) {
  stands.claim = SeenClaim{"http://other", "", false};
  stands.queues[kOther] = {"http://other", stands.queues.at(kQueue).attributes};
  http.other["switchboard:apply:s"] = "quick 2026-03-04T14:00:00Z";
  Claims late = make(renamed, "two");
  EXPECT_EQ(late.begin().error().code, "SB0330");
  EXPECT_EQ(http.tags.size() + http.other.size(), 1u);
}

}  // namespace
}  // namespace sb::reconcile
