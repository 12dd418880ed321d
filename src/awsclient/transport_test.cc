// SPDX-License-Identifier: Apache-2.0
#include "awsclient/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "awsclient/eventbridge.h"
#include "awsclient/lambda.h"
#include "awsclient/sns.h"
#include "awsclient/sqs.h"
#include "awsclient/sts.h"
#include "base/steady_clock.h"

namespace sb::awsclient {
namespace {

using testing::HasSubstr;

class Scripted final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    asked.push_back(request);
    if (answers.empty()) return base::Error{"Unreachable", "no answer", ""};
    net::HttpResponse next = answers.front();
    answers.pop_front();
    return next;
  }
  std::deque<net::HttpResponse> answers;
  std::vector<net::ClientRequest> asked;
};

class NoSleep final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds duration) override {
    ++naps;
    slept.push_back(duration);
    if (interrupts) interrupted = true;
  }
  bool stopped() const override { return interrupted; }
  int naps = 0;
  std::vector<base::Milliseconds> slept;
  bool interrupts = false;  // somebody presses Ctrl-C during the next sleep
  bool interrupted = false;
};

net::HttpResponse fault(int status, const std::string& code, net::Headers headers = {}) {
  return {status, std::move(headers), R"({"__type":")" + code + R"(","message":"m"})"};
}

class TransportTest : public testing::Test {
 protected:
  Scripted http;
  NoSleep sleeper;
  FixedCredentials credentials{{"AKID", base::Secret("verysecret"), {}}};
  Transport transport{http, sleeper, {"eu-west-1"}, credentials};
  EventBridge events{transport};
};

TEST_F(TransportTest, CallsTheServicesOwnAddressSignedForItsRegion) {
  http.answers = {{200, {}, R"({"RuleArn":"arn:x"})"}};
  EXPECT_EQ(*events.put_rule({"r", "", "default", "{}", "", "ENABLED", "", "", "", {}}), "arn:x");
  EXPECT_EQ(http.asked[0].url, "https://events.eu-west-1.amazonaws.com/");
  EXPECT_EQ(net::find_header(http.asked[0].headers, "X-Amz-Target"), "AWSEvents.PutRule");
  EXPECT_EQ(http.asked[0].sign->service, "events");
  EXPECT_EQ(http.asked[0].body,
            R"({"Name":"r","EventBusName":"default","EventPattern":"{}","State":"ENABLED"})");
}

TEST(Endpoints, AnOverrideOfOneServiceBeatsOneForAll) {
  const Endpoints endpoints{"cn-north-1", {{"", "http://all/"}, {"sns", "http://sns"}}};
  EXPECT_EQ(endpoints.url("sns"), "http://sns");
  EXPECT_EQ(endpoints.url("sqs"), "http://all");
  EXPECT_EQ(Endpoints({"cn-north-1"}).url("sqs"), "https://sqs.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(Endpoints({"eusc-de-east-1"}).url("sqs"), "https://sqs.eusc-de-east-1.amazonaws.eu");
}

TEST_F(TransportTest, RetriesThrottlingAndServerFaults) {
  http.answers = {{400, {}, R"({"__type":"ThrottlingException","message":"Rate exceeded"})"},
                  {503, {}, ""},
                  {400, {}, R"({"__type":"com.x#ConcurrentModificationException","message":"again"})"},
                  {200, {}, "{}"}};
  EXPECT_TRUE(events.delete_rule("default", "r").ok());
  EXPECT_EQ(sleeper.naps, 3);
}

TEST_F(TransportTest, ReadsAgainBeforeItReplacesAfterAConflict) {
  http.answers = {fault(400, "ConcurrentModificationException")};
  EXPECT_EQ(events.put_rule({"r", "", "default", "{}", "", "ENABLED", "", "", "", {}}).error().code,
            "ConcurrentModificationException");
  http.answers = {fault(400, "ConcurrentAccess")};
  EXPECT_EQ(Sns(transport).set_topic_attribute("arn:t", "Policy", "{}").error().code, "ConcurrentAccess");
  EXPECT_EQ(sleeper.naps, 0);
}

TEST_F(TransportTest, WaitsAMinuteForAQueuesNameToBeFreeAgain) {
  Sqs sqs(transport);
  http.answers = {fault(400, "com.amazonaws.sqs#QueueDeletedRecently"), {200, {}, R"({"QueueUrl":"u"})"}};
  EXPECT_EQ(*sqs.create_queue("q", {}, {}), "u");
  EXPECT_THAT(sleeper.slept, testing::ElementsAre(base::Milliseconds(61000)));
  http.answers = std::deque<net::HttpResponse>(9, fault(400, "com.amazonaws.sqs#QueueDeletedRecently"));
  EXPECT_EQ(sqs.create_queue("q", {}, {}).error().code, "QueueDeletedRecently");
  EXPECT_EQ(sleeper.naps, 3);
}

TEST_F(TransportTest, DoesNotAskAgainBeforeTheTimeThatTheServiceNames) {
  http.answers = {fault(503, "ServiceUnavailable", {{"x-amz-retry-after", "2500"}}),
                  fault(503, "ServiceUnavailable", {{"x-amz-retry-after", "999999"}}),
                  fault(503, "ServiceUnavailable", {{"Retry-After", "7"}}),
                  {200, {}, "{}"}};
  EXPECT_TRUE(events.delete_rule("default", "r").ok());
  EXPECT_EQ(sleeper.slept.at(0), base::Milliseconds(2500));
  EXPECT_LE(sleeper.slept.at(1), base::Milliseconds(5400)) << "five seconds past our own wait at most";
  EXPECT_EQ(sleeper.slept.at(2), base::Milliseconds(7000));
}

TEST_F(TransportTest, StopsTryingWhenTheBudgetOfRetriesIsUsedUp) {
  int calls = 0;
  for (; calls < 40; ++calls) {
    const size_t before = http.asked.size();
    EXPECT_EQ(events.delete_rule("default", "r").error().code, "Unreachable");
    if (http.asked.size() - before == 1) break;
  }
  EXPECT_EQ(calls, 17) << "500 / 10 a retry, three retries a call";
  Sns sns(transport);
  const size_t before = http.asked.size();
  EXPECT_FALSE(sns.delete_topic("arn:t").ok());
  EXPECT_EQ(http.asked.size() - before, 4u) << "another service has a budget of its own";
}

TEST_F(TransportTest, GivesUpTryingAgainWhenItIsInterrupted) {
  sleeper.interrupts = true;
  http.answers = {fault(400, "ThrottlingException"), {200, {}, "{}"}};
  EXPECT_EQ(events.delete_rule("default", "r").error().code, "ThrottlingException");
  EXPECT_EQ(http.asked.size(), 1u);
}

TEST_F(TransportTest, KeepsToTheLanesOfALimiterAndLowersThemWhereItIsThrottled) {
  const base::SteadyClock clock;
  net::RateLimiter limiter(clock, sleeper);
  limiter.set_rate("events", 10);
  transport.limit_by(limiter);
  http.answers = {fault(400, "ThrottlingException")};
  for (int i = 0; i < 4; ++i) http.answers.push_back({200, {}, "{}"});
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(events.delete_rule("default", "r").ok());
  EXPECT_LT(limiter.rate_of("events"), 6.5);
  EXPECT_GE(sleeper.naps, 4);
}

TEST_F(TransportTest, NeverRetriesAQuotaThatIsUsedUp) {
  http.answers = {{400, {}, R"({"__type":"LimitExceededException","message":"too many"})"}};
  const auto status = events.delete_rule("default", "r");
  EXPECT_EQ(status.error().code, "LimitExceededException");
  EXPECT_EQ(sleeper.naps, 0);
}

TEST_F(TransportTest, AnErrorNamesTheCallAndHoldsNoSecret) {
  http.answers = {{400, {}, R"({"__type":"InvalidSignatureException","message":"mismatch"})"}};
  const auto status = events.delete_rule("default", "r");
  EXPECT_THAT(status.error().message, HasSubstr("events DeleteRule: InvalidSignatureException: mismatch"));
  EXPECT_THAT(status.error().hint, HasSubstr("AWS_SECRET_ACCESS_KEY"));
  EXPECT_EQ(status.error().message.find("verysecret"), std::string::npos);
}

TEST_F(TransportTest, EventsThatMayHaveBeenTakenAreNotPutAgain) {
  const std::vector<PutEventsEntry> entries{{"s", "t", "{}", ""}};
  const auto unanswered = events.put_events(entries);
  EXPECT_EQ(unanswered.error().code, "Unreachable");
  EXPECT_THAT(unanswered.error().message, HasSubstr("may have been taken"));
  ASSERT_EQ(http.asked.size(), 1U);
  EXPECT_TRUE(http.asked[0].fresh_connection) << "nor by libcurl itself";
  for (const net::HttpResponse& answer :
       {fault(500, "InternalFailure"), fault(503, "ServiceUnavailable"), net::HttpResponse{520, {}, ""},
        net::HttpResponse{200, {}, "<p>"}}) {
    http.answers = {answer, {200, {}, "{}"}};
    EXPECT_THAT(events.put_events(entries).error().message, HasSubstr("may have been taken"));
    EXPECT_EQ(http.answers.size(), 1U) << answer.status;
  }
}

TEST_F(TransportTest, EventsThatWereThrottledAsAWholeArePutAgain) {
  http.answers = {fault(400, "ThrottlingException"),
                  fault(503, "Throttling"),
                  {200, {}, R"({"Entries":[{"EventId":"e"}]})"}};
  EXPECT_EQ(events.put_events({{"s", "t", "{}", ""}})->at(0).event_id, "e");
  http.answers = {fault(403, "AccessDeniedException")};
  EXPECT_THAT(events.put_events({{"s", "t", "{}", ""}}).error().message,
              testing::Not(HasSubstr("may have been taken")));
}

TEST_F(TransportTest, ATargetThatFailsInA200IsAnError) {
  http.answers = {
      {200,
       {},
       R"({"FailedEntryCount":1,"FailedEntries":[{"TargetId":"t","ErrorCode":"ConcurrentModificationException","ErrorMessage":"x"}]})"}};
  const auto status = events.put_targets("default", "r", {{"t", {{"Id", "t"}, {"Arn", "a"}}}});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, "ConcurrentModificationException");
  EXPECT_THAT(status.error().message, HasSubstr("target 't'"));
}

TEST_F(TransportTest, TargetsThatFailForAPassingReasonArePutAgainAndNoOthers) {
  http.answers = {
      {200,
       {},
       R"({"FailedEntryCount":1,"FailedEntries":[{"TargetId":"b","ErrorCode":"ThrottlingException","ErrorMessage":"x"}]})"},
      {200, {}, R"({"FailedEntryCount":0,"FailedEntries":[]})"}};
  const auto status = events.put_targets(
      "default", "r", {{"a", {{"Id", "a"}, {"Arn", "x"}}}, {"b", {{"Id", "b"}, {"Arn", "y"}}}});
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(http.asked[1].body, HasSubstr(R"("Targets":[{"Id":"b","Arn":"y"}])"));
  EXPECT_EQ(sleeper.naps, 1);
}

TEST_F(TransportTest, ATargetThatIsGoneNeedNotBeRemovedAndTheOthersAre) {
  http.answers = {
      {200,
       {},
       R"({"FailedEntryCount":2,"FailedEntries":[{"TargetId":"a","ErrorCode":"ResourceNotFoundException"},)"
       R"({"TargetId":"b","ErrorCode":"InternalFailure"}]})"},
      {200, {}, "{}"}};
  EXPECT_TRUE(events.remove_targets("default", "r", {"a", "b"}).ok());
  EXPECT_THAT(http.asked[1].body, HasSubstr(R"("Ids":["b"])"));
}

TEST_F(TransportTest, RepeatsOfEntriesThatSucceedInTheEndCostNothingOfTheBudget) {
  const std::string throttled =
      R"({"FailedEntryCount":1,"FailedEntries":[{"TargetId":"a","ErrorCode":"ThrottlingException"}]})";
  for (int i = 0; i < 300; ++i) {
    http.answers = {{200, {}, throttled}, {200, {}, throttled}, {200, {}, "{}"}};
    ASSERT_TRUE(events.put_targets("default", "r", {{"a", {{"Id", "a"}}}}).ok()) << i;
  }
}

TEST_F(TransportTest, ATargetThatOthersHoldIsRemovedAgainAndNotPutAgain) {
  const std::string conflict =
      R"({"FailedEntryCount":1,"FailedEntries":[{"TargetId":"a","ErrorCode":"ConcurrentModificationException"}]})";
  http.answers = {{200, {}, conflict}, {200, {}, "{}"}};
  EXPECT_TRUE(events.remove_targets("default", "r", {"a"}).ok());
  http.answers = {{200, {}, conflict}, {200, {}, "{}"}};
  EXPECT_FALSE(events.put_targets("default", "r", {{"a", {{"Id", "a"}}}}).ok());
}

TEST_F(TransportTest, AFunctionsLatestIsTheFunctionInItsPolicyCalls) {
  Lambda lambda(transport);
  http.answers = {{200, {}, R"({"Policy":"{}"})"}, {200, {}, R"({"Policy":"{}"})"}};
  EXPECT_TRUE(lambda.policy("f:$LATEST").ok());
  EXPECT_TRUE(lambda.policy("f:live").ok());
  EXPECT_TRUE(http.asked[0].url.ends_with("/2015-03-31/functions/f/policy")) << http.asked[0].url;
  EXPECT_TRUE(http.asked[1].url.ends_with("/policy?Qualifier=live")) << http.asked[1].url;
}

TEST_F(TransportTest, AReceiveIsGivenUpSoonAfterItsWait) {
  http.answers = {{200, {}, "{}"}};
  EXPECT_TRUE(Sqs(transport).receive("u", base::Seconds(2)).ok());
  EXPECT_EQ(http.asked[0].timeout, base::Seconds(12));
}

TEST_F(TransportTest, ListsAreFollowedToTheirLastPage) {
  http.answers = {{200, {}, R"({"Rules":[{"Name":"a"}],"NextToken":"n"})"},
                  {200, {}, R"({"Rules":[{"Name":"b"}]})"}};
  EXPECT_EQ(events.list_rules("default")->size(), 2u);
  EXPECT_THAT(http.asked[1].body, HasSubstr(R"("NextToken":"n")"));
}

TEST_F(TransportTest, QueryAnswersAndFaultsAreReadFromXml) {
  Sns sns(transport);
  http.answers = {
      {200,
       {},
       "<CreateTopicResponse><CreateTopicResult><TopicArn>arn:t</TopicArn></CreateTopicResult></"
       "CreateTopicResponse>"},
      {404,
       {},
       "<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not "
       "exist</Message></Error></ErrorResponse>"},
      {200,
       {},
       "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>Owner</key><value>1</"
       "value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>"}};
  EXPECT_EQ(*sns.create_topic("t", {{"Policy", "{\"a\": 1}"}}, {}), "arn:t");
  EXPECT_THAT(http.asked[0].body, HasSubstr("Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1."
                                            "key=Policy&Attributes.entry.1.value=%7B%22a%22%3A%201%7D"));
  EXPECT_FALSE(sns.topic_attributes("arn:t")->has_value());
  EXPECT_EQ((*sns.topic_attributes("arn:t"))->at("Owner"), "1");
}

TEST_F(TransportTest, AMissingQueueIsNoneAndNotAnError) {
  Sqs sqs(transport);
  http.answers = {{400, {}, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"})"}};
  EXPECT_FALSE(sqs.queue_url("q")->has_value());
}

TEST_F(TransportTest, AnAnswerWithoutAnAccountIsAnError) {
  http.answers = {{200, {}, "<html/>"}};
  EXPECT_EQ(get_caller_identity(transport).error().code, "BadAnswer");
}

TEST_F(TransportTest, QueuesAreListedToTheLastPage) {
  http.answers = {{200, {}, R"({"QueueUrls":["http://q/1/a"],"NextToken":"more"})"},
                  {200, {}, R"({"QueueUrls":["http://q/1/b"]})"}};
  EXPECT_THAT(*Sqs(transport).list_queues("switchboard-"),
              testing::ElementsAre("http://q/1/a", "http://q/1/b"));
  EXPECT_THAT(http.asked[1].body, HasSubstr(R"("QueueNamePrefix":"switchboard-")"));
  EXPECT_THAT(http.asked[1].body, HasSubstr(R"("NextToken":"more")"));
}

TEST_F(TransportTest, AQueueThatIsGoneHasNoTagsAndAQueueWithoutTagsHasNone) {
  http.answers = {{400, {}, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist"})"}, {200, {}, "{}"}};
  EXPECT_FALSE(Sqs(transport).tags("http://q/1/a")->has_value());
  EXPECT_TRUE((*Sqs(transport).tags("http://q/1/a"))->empty());
}

}  // namespace
}  // namespace sb::awsclient
