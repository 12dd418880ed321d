// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Answers every call, and keeps their names.
class Answering final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    const std::string target = std::string(*net::find_header(request.headers, "X-Amz-Target"));
    const std::string name = target.substr(target.find('.') + 1);
    calls.push_back(name);
    if (name == refused)
      return net::HttpResponse{400, {}, R"({"__type":"AccessDeniedException","message":"no"})"};
    return net::HttpResponse{200, {}, name == "ListRules" ? rules : R"({"RuleArn":"arn"})"};
  }
  std::vector<std::string> calls;
  std::string refused;
  std::string rules = R"({"Rules":[]})";
};

class NoSleep final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds) override {}
};

class ApplyTest : public testing::Test {
 protected:
  ApplyTest() {
    observer.now = [this] { return now; };
    observer.pause = [this](base::Milliseconds duration) {
      pauses.push_back(duration);
      now += duration;
    };
    observer.say = [this](const std::string& line) { said.push_back(line); };
    observer.settling = base::Seconds(60);
    plan.stack = "s";
  }

  size_t add(Operation operation, std::vector<size_t> needs = {}, std::vector<size_t> replaced_by = {}) {
    Change change{Action::kUpdate, "aws.rule", "r", "", {}, {std::move(operation)}, std::move(needs)};
    change.replaced_by = std::move(replaced_by);
    plan.changes.push_back(std::move(change));
    return plan.changes.size() - 1;
  }
  ApplyResult run() { return apply({nullptr, eventbridge, sns, sqs, lambda}, plan, observer, 1); }

  Answering http;
  NoSleep sleeper;
  awsclient::FixedCredentials credentials{{"AKID", base::Secret("s"), {}}};
  awsclient::Transport transport{http, sleeper, {"eu-west-1"}, credentials};
  awsclient::EventBridge eventbridge{transport};
  awsclient::Sns sns{transport};
  awsclient::Sqs sqs{transport};
  awsclient::Lambda lambda{transport};
  base::Milliseconds now{base::Seconds(1000)};
  std::vector<base::Milliseconds> pauses;
  std::vector<std::string> said;
  ApplyObserver observer;
  Plan plan;
};

const PutTargets kPut{"default", "new", {{"t", {{"Id", "t"}, {"Arn", "a"}}}}};
const RemoveTargets kRemove{"default", "old", {"t"}};

TEST_F(ApplyTest, WhatIsReplacedGoesOnceWhatTakesItsPlaceHolds) {
  const size_t put = add(kPut);
  add(kRemove, {put}, {put});
  add(kRemove, {put}, {put});
  EXPECT_TRUE(run().ok());
  EXPECT_THAT(pauses, ElementsAre(base::Seconds(60))) << "once for all";
  EXPECT_THAT(said, ElementsAre(HasSubstr("waiting 60 s before the old goes")));
  EXPECT_THAT(http.calls, ElementsAre("PutTargets", "RemoveTargets", "RemoveTargets"));
}

TEST_F(ApplyTest, WhatMerelyGoesAndWhatNeverSettlesIsNotWaitedFor) {
  const size_t put = add(kPut);
  add(kRemove, {put});
  EXPECT_TRUE(run().ok());
  EXPECT_THAT(pauses, IsEmpty());
  plan.changes.back().replaced_by = {put};
  observer.settling = base::Milliseconds(0);
  EXPECT_TRUE(run().ok());
  EXPECT_THAT(pauses, IsEmpty());
}

TEST_F(ApplyTest, NothingIsWaitedForWhereWhatTakesThePlaceCouldNotBeMade) {
  http.refused = "PutTargets";
  const size_t put = add(kPut);
  add(kRemove, {put}, {put});
  EXPECT_FALSE(run().ok());
  EXPECT_THAT(pauses, IsEmpty());
  EXPECT_THAT(http.calls, ElementsAre("PutTargets"));
}

TEST_F(ApplyTest, AStopEndsTheWaitAndWhatIsReplacedStays) {
  const size_t put = add(kPut);
  add(kRemove, {put}, {put});
  bool stopped = false;
  observer.pause = [&](base::Milliseconds) { stopped = true; };
  observer.stop = [&] { return stopped; };
  const ApplyResult result = run();
  EXPECT_TRUE(result.stopped);
  EXPECT_THAT(http.calls, ElementsAre("PutTargets"));
}

TEST_F(ApplyTest, ARuleThatSomebodyHasMadeMeanwhileIsLeftAsItIs) {
  awsclient::Rule rule;
  rule.name = "r";
  rule.bus = "default";
  add(PutRule{rule});
  add(PutRule{rule});
  http.rules = R"({"Rules":[{"Name":"r","Description":"theirs"}]})";
  const ApplyResult result = run();
  EXPECT_EQ(result.changes[0].error->code, kHasChanged);
  EXPECT_THAT(http.calls, ElementsAre("ListRules")) << "once for each bus";
  http.rules = R"({"Rules":[{"Name":"r","Description":"[switchboard:s/r]"},{"Name":"x"}]})";
  EXPECT_TRUE(run().ok()) << "a run of the stack has made it";
}

}  // namespace
}  // namespace sb::reconcile
