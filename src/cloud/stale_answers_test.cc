// SPDX-License-Identifier: Apache-2.0
#include "cloud/stale_answers.h"

#include <gtest/gtest.h>

namespace sb::cloud {
namespace {

constexpr base::Time kNow{base::Seconds(1000)};

net::HttpRequest json_call(const std::string& target, const std::string& body, const std::string& signature,
                           const std::string& key = "local") {
  net::HttpRequest out;
  out.method = "POST";
  out.target = "/";
  out.headers = {{"X-Amz-Target", target},
                 {"Authorization", "AWS4-HMAC-SHA256 Credential=" + key +
                                       "/20260304/us-east-1/events/aws4_request, Signature=" + signature}};
  out.body = body;
  return out;
}

TEST(StaleAnswers, TheSameReadByTheSameCallerHasTheSameKeyWhateverItsSignature) {
  const auto key = StaleAnswers::key_of(json_call("AWSEvents.ListRules", "{}", "a"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key, StaleAnswers::key_of(json_call("AWSEvents.ListRules", "{}", "b")));
  EXPECT_NE(key, StaleAnswers::key_of(json_call("AWSEvents.ListRules", "{\"Limit\":1}", "a")));
  EXPECT_NE(key, StaleAnswers::key_of(json_call("AWSEvents.ListEventBuses", "{}", "a")));
  EXPECT_NE(key, StaleAnswers::key_of(json_call("AWSEvents.ListRules", "{}", "a", "111122223333")));
}

TEST(StaleAnswers, OnlyReadsOfConfigurationAreKept) {
  for (const char* operation : {"AWSEvents.PutRule", "AWSEvents.PutEvents", "AmazonSQS.ReceiveMessage"})
    EXPECT_FALSE(StaleAnswers::key_of(json_call(operation, "{}", "a"))) << operation;
  net::HttpRequest query = json_call("", "Action=GetTopicAttributes&Version=2010-03-31&TopicArn=x", "a");
  query.headers.erase(query.headers.begin());
  EXPECT_TRUE(StaleAnswers::key_of(query));
  query.body = "Action=Publish&Message=Get";
  EXPECT_FALSE(StaleAnswers::key_of(query));
}

TEST(StaleAnswers, WhatStandsIsToldBySuccessesAndByWhatIsNotThere) {
  const auto json = [](int status, const char* code) {
    return net::HttpResponse{status, {{"x-amzn-ErrorType", code}}, "{}"};
  };
  const auto query = [](int status, const std::string& code) {
    return net::HttpResponse{
        status, {}, "<Error><Code>" + code + "</Code><Message>NotFound</Message></Error>"};
  };
  for (const net::HttpResponse& tells :
       {net::HttpResponse{200, {}, "{}"}, json(400, "ResourceNotFoundException"),
        json(400, "QueueDoesNotExist"), query(400, "AWS.SimpleQueueService.NonExistentQueue"),
        query(404, "NotFound"), net::HttpResponse{404, {}, "{}"}})
    EXPECT_TRUE(StaleAnswers::tells_configuration(tells)) << tells.status << tells.body;
  for (const net::HttpResponse& refuses :
       {json(400, "InvalidSignatureException"), json(400, "UnrecognizedClientException"),
        json(400, "AccessDeniedException"), json(400, "ThrottlingException"), json(500, "InternalException"),
        query(403, "SignatureDoesNotMatch"), query(400, "IncompleteSignature"),
        net::HttpResponse{401, {}, "{}"}})
    EXPECT_FALSE(StaleAnswers::tells_configuration(refuses)) << refuses.status << refuses.body;
}

TEST(StaleAnswers, AnAnswerIsGivenAgainForFiveSeconds) {
  StaleAnswers answers;
  EXPECT_EQ(answers.find("k", kNow), nullptr);
  answers.keep("k", {200, {}, "old"}, kNow);
  ASSERT_NE(answers.find("k", kNow + base::Seconds(5)), nullptr);
  EXPECT_EQ(answers.find("k", kNow + base::Seconds(5))->body, "old");
  EXPECT_EQ(answers.find("k", kNow + base::Seconds(6)), nullptr);
}

}  // namespace
}  // namespace sb::cloud
