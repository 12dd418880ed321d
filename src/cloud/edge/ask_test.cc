// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/ask.h"

#include <gtest/gtest.h>

namespace sb::cloud::edge {
namespace {

net::HttpRequest form(const std::string& body, const std::string& target = "/") {
  return {"POST", target, {{"Host", "h"}}, body};
}
net::HttpRequest get(const std::string& target) { return {"GET", target, {{"Host", "h"}}, ""}; }

// "service.operation input", or "code: text".
std::string read(const net::HttpRequest& request) {
  std::optional<service::Fault> fault;
  const Ask ask = read_ask(request, fault);
  if (fault) return fault->code + ": " + fault->message;
  const auto input = decode(ask, request);
  return ask.service + "." + ask.operation + " " + (input.ok() ? json::to_text(*input) : input.error().code);
}

TEST(ReadAsk, TellsQueryServicesByTheirVersion) {
  EXPECT_EQ(read(form("Action=ListTopics&Version=2010-03-31")), "sns.ListTopics {}");
  EXPECT_EQ(read(form("Action=ListQueues&Version=2012-11-05")), "sqs.ListQueues {}");
  EXPECT_EQ(read(form("Action=GetCallerIdentity&Version=2011-06-15")), "sts.GetCallerIdentity {}");
  EXPECT_TRUE(read(form("Action=X&Version=2000-01-01")).starts_with("InvalidAction"));
  EXPECT_TRUE(read(form("Version=2010-03-31")).starts_with("MissingAction"));
}

TEST(ReadAsk, WithoutAVersionItIsForTheServiceThatItIsSignedFor) {
  const auto signed_for = [](const std::string& service, net::HttpRequest request) {
    request.headers.emplace_back("Authorization",
                                 "AWS4-HMAC-SHA256 Credential=K/20260304/us-east-1/" + service +
                                     "/aws4_request, SignedHeaders=host, Signature=" + std::string(64, 'a'));
    std::optional<service::Fault> fault;
    const Ask ask = read_ask(request, fault);
    return ask.service + "." + ask.operation + (fault ? " " + fault->code : "");
  };
  EXPECT_EQ(signed_for("sqs", form("Action=ListQueues")), "sqs.ListQueues");
  EXPECT_EQ(signed_for("sqs", get("/?Action=ListQueues")), "sqs.ListQueues");
  EXPECT_EQ(signed_for("sqs", form("Action=ListQueues&Version=2000-01-01")), "sqs.ListQueues InvalidAction");
  EXPECT_EQ(signed_for("sts", form("Action=GetCallerIdentity")), "sts.GetCallerIdentity InvalidAction");
  EXPECT_EQ(signed_for("sns", form("Action=ListTopics&Version=2012-11-05")), "sqs.ListTopics");
  EXPECT_EQ(signed_for("s3", form("Action=X")), ".X InvalidAction");
  EXPECT_EQ(signed_for("sns", get("/?Action=ConfirmSubscription")), "sns.ConfirmSubscription");
}

TEST(ReadAsk, AUrlsParametersCountAndItsSignatureDoesNot) {
  EXPECT_EQ(read(get("/?Action=Publish&Message=a+b&Version=2010-03-31&X-Amz-Signature=x&X-Amz-Date=y")),
            R"(sns.Publish {"Message":"a b"})");
  EXPECT_EQ(read(form("Message=m", "/?Action=Publish&Version=2010-03-31&X-Amz-Signature=x")),
            R"(sns.Publish {"Message":"m"})");
}

TEST(ReadAsk, AQueuesPathIsItsUrlUnlessAParameterIs) {
  EXPECT_EQ(read(form("Action=PurgeQueue", "/123456789012/q")),
            R"(sqs.PurgeQueue {"QueueUrl":"/123456789012/q"})");
  EXPECT_EQ(read(form("Action=PurgeQueue&QueueUrl=z&Version=2012-11-05", "/123456789012/q")),
            R"(sqs.PurgeQueue {"QueueUrl":"z"})");
  net::HttpRequest json{"POST", "/123456789012/q", {{"X-Amz-Target", "AmazonSQS.PurgeQueue"}}, "{}"};
  EXPECT_EQ(read(json), R"(sqs.PurgeQueue {"QueueUrl":"/123456789012/q"})");
}

TEST(ReadAsk, PathsOfLambdaAreItsOwnAlsoWhereNothingIsServed) {
  EXPECT_EQ(read(get("/2015-03-31/functions/f/policy")), R"(lambda.GetPolicy {"FunctionName":"f"})");
  EXPECT_EQ(read(get("/2015-03-31/functions")), "lambda.ListFunctions {}");
  EXPECT_EQ(read(get("/2015-03-31/functions/f/invocations")), R"(lambda. {"FunctionName":"f"})");
  EXPECT_EQ(read(get("/2015-03-31/functions/")), R"(lambda. {"FunctionName":""})");
}

TEST(ReadAsk, AnInvocationsBodyIsItsPayloadWhateverItIs) {
  net::HttpRequest request{"POST",
                           "/2015-03-31/functions/f/invocations?Qualifier=live",
                           {{"X-Amz-Invocation-Type", "Event"}, {"x-amz-client-context", "e30="}},
                           "[1"};
  EXPECT_EQ(
      read(request),
      R"(lambda.Invoke {"Payload":"[1","InvocationType":"Event","ClientContext":"e30=","FunctionName":"f","Qualifier":"live"})");
}

TEST(ReadAsk, RefusesMoreParametersThanAnyOperationHasBeforeItReadsThem) {
  std::string body = "Action=Publish&Version=2010-03-31";
  for (int i = 0; i < 2000; ++i) body += "&a";
  EXPECT_EQ(read(form(body)), "MalformedInput: The request has too many parameters.");
}

TEST(ReadAsk, RefusesDeepJsonAndWhatIsNoObject) {
  const auto body = [](const std::string& text) {
    return read({"POST", "/", {{"X-Amz-Target", "AWSEvents.ListRules"}}, text});
  };
  EXPECT_EQ(body(""), "events.ListRules {}");
  EXPECT_EQ(body(R"({"a":1})"), R"(events.ListRules {"a":1})");
  for (const std::string& bad :
       {std::string("[]"), std::string("{"), std::string("{\"a\":1e99999}"), std::string("{}x"),
        "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"})
    EXPECT_EQ(body(bad), "events.ListRules SerializationException") << bad;
}

TEST(RealmOfUnsigned, IsThatOfLinksAndOfWebIdentitiesOnly) {
  const auto realm = [](const net::HttpRequest& request) -> std::string {
    std::optional<service::Fault> fault;
    const auto found = realm_of_unsigned(read_ask(request, fault), request);
    return found ? found->account + "/" + found->region : "signed";
  };
  const std::string arn = "arn:aws:sns:us-east-1:123456789012:t";
  EXPECT_EQ(realm(get("/?Action=Unsubscribe&SubscriptionArn=" + arn + ":x")), "123456789012/us-east-1");
  EXPECT_EQ(realm(get("/?Action=ConfirmSubscription&TopicArn=" + arn + "&Token=x")),
            "123456789012/us-east-1");
  EXPECT_EQ(realm(get("/?Action=ConfirmSubscription&AuthenticateOnUnsubscribe=true&TopicArn=" + arn)),
            "signed");
  EXPECT_EQ(realm(get("/?Action=ConfirmSubscription&AuthenticateOnUnsubscribe=false&TopicArn=" + arn +
                      "&AuthenticateOnUnsubscribe=True")),
            "signed");
  EXPECT_EQ(realm(get("/?Action=Unsubscribe&SubscriptionArn=x")), "/");
  EXPECT_EQ(realm(get("/?Action=Publish&TopicArn=" + arn)), "signed");
  EXPECT_EQ(realm(get("/?Action=Unsubscribe&SubscriptionArn=" + arn + ":x&X-Amz-Algorithm=y")), "signed");
  EXPECT_EQ(realm(form("Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=" + arn + ":x")), "signed");
  EXPECT_EQ(realm(form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15")), "/");
  EXPECT_EQ(realm(form("Action=AssumeRole&Version=2011-06-15")), "signed");
}

TEST(DecodeJson, ANullMemberIsAbsentAtAnyDepth) {
  const auto read = decode_json(R"({"a":null,"b":{"c":null,"d":[{"e":null,"f":1},null]},"g":null,"h":"x"})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, *json::parse_document(R"({"b":{"d":[{"f":1},null]},"h":"x"})"));
  EXPECT_FALSE(decode_json(R"({"a":null,"b":[{"c":1e999}]})").ok());
}

}  // namespace
}  // namespace sb::cloud::edge
