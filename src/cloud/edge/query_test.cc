// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/query.h"

#include <gtest/gtest.h>

namespace sb::cloud::edge {
namespace {

std::string read(const char* form, const char* service) {
  const auto object = form_to_json(parse_form(form), service);
  return object.ok() ? json::to_text(*object) : object.error().message;
}

TEST(FormToJson, UnwrapsMembersAndEntriesOfSns) {
  EXPECT_EQ(read("Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=Policy&Attributes."
                 "entry.1.value=%7B%7D&Tags.member.1.Key=a&Tags.member.1.Value=b+c",
                 "sns"),
            R"({"Name":"t","Attributes":{"Policy":"{}"},"Tags":[{"Key":"a","Value":"b c"}]})");
  EXPECT_EQ(read("Message=m&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String&"
                 "MessageAttributes.entry.1.Value.StringValue=v",
                 "sns"),
            R"({"Message":"m","MessageAttributes":{"n":{"DataType":"String","StringValue":"v"}}})");
}

TEST(FormToJson, UnflattensSqsAndItsBatches) {
  EXPECT_EQ(
      read("QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&AttributeName.1=All&Tag.1.Key=k&"
           "Tag.1.Value=v",
           "sqs"),
      R"({"QueueName":"q","Attributes":{"DelaySeconds":"5"},"AttributeNames":["All"],"Tags":{"k":"v"}})");
  EXPECT_EQ(
      read("SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.1.Id=a&"
           "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n&"
           "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String&"
           "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=x",
           "sqs"),
      R"({"Entries":[{"Id":"a","MessageAttributes":{"n":{"DataType":"String","StringValue":"x"}}},{"Id":"b"}]})");
}

TEST(FormToJson, OrdersListsByTheirNumbersNotTheirLetters) {
  EXPECT_EQ(read("TagKeys.member.10=j&TagKeys.member.2=b&TagKeys.member.1=a", "sns"),
            R"({"TagKeys":["a","b","j"]})");
}

TEST(FormToJson, RefusesWhatIsNestedTooDeeply) {
  EXPECT_EQ(read("a.b.c.d.e.f.g.h.i.j.k.l.m=1", "sns"),
            "The parameter a.b.c.d.e.f.g.h.i.j.k.l.m is nested too deeply.");
}

TEST(SuccessXml, HasAResultOnlyWhereTheOperationHasAnOutput) {
  EXPECT_EQ(success_xml("sns", "DeleteTopic", {}, "r"),
            "<?xml version=\"1.0\"?><DeleteTopicResponse "
            "xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><ResponseMetadata><RequestId>r</RequestId></"
            "ResponseMetadata></DeleteTopicResponse>");
  EXPECT_NE(success_xml("sns", "TagResource", {}, "r").find("<TagResourceResult></TagResourceResult>"),
            std::string::npos);
  EXPECT_NE(
      success_xml("sqs", "ReceiveMessage", {}, "r").find("<ReceiveMessageResult></ReceiveMessageResult>"),
      std::string::npos);
}

TEST(SuccessXml, FlattensSqsAnswersAndEscapesText) {
  const json::Object body{
      {"Messages", json::Array{json::Object{
                       {"MessageId", "1"}, {"Body", "<a & b>"}, {"Attributes", {{"SenderId", "x"}}}}}}};
  EXPECT_NE(success_xml("sqs", "ReceiveMessage", body, "r")
                .find("<Message><MessageId>1</MessageId><Body>&lt;a &amp; "
                      "b&gt;</Body><Attribute><Name>SenderId</Name><Value>x</Value></Attribute></Message>"),
            std::string::npos);
}

TEST(EscapeXml, WritesAReplacementForWhatXmlCannotHold) {
  EXPECT_EQ(escape_xml("a\tb\nc\rd"), "a\tb\nc&#xD;d");
  EXPECT_EQ(escape_xml(std::string("\0\x01\x1F|", 4)), "\uFFFD\uFFFD\uFFFD|");
  EXPECT_EQ(escape_xml("\uFFFE\uFFFF\uFFFD\uE000"), "\uFFFD\uFFFD\uFFFD\uE000");
  EXPECT_EQ(escape_xml("\xED\xA0\x80\uD7FF"), "\uFFFD\uD7FF");
  EXPECT_EQ(escape_xml("\xEF"), "\xEF");
}

TEST(Xml, IsWellFormedWhateverItTells) {
  const json::Object body{{"Attributes", {{"Display\x01Name", "a\x02"}}}};
  EXPECT_NE(success_xml("sns", "GetTopicAttributes", body, "r")
                .find("<entry><key>Display\uFFFDName</key><value>a\uFFFD</value></entry>"),
            std::string::npos);
  EXPECT_NE(error_xml("sns", "C", "a\x01<b", true, "r").find("<Message>a\uFFFD&lt;b</Message>"),
            std::string::npos);
}

TEST(SuccessXml, NamesTheElementsOfDeadLetterAnswersAsSqsDoes) {
  EXPECT_NE(success_xml("sqs", "ListDeadLetterSourceQueues", {{"queueUrls", json::Array{"u"}}}, "r")
                .find("<ListDeadLetterSourceQueuesResult><QueueUrl>u</QueueUrl></"),
            std::string::npos);
  const json::Object tasks{
      {"Results", json::Array{json::Object{{"Status", "RUNNING"}, {"StartedTimestamp", 5}}}}};
  EXPECT_NE(success_xml("sqs", "ListMessageMoveTasks", tasks, "r")
                .find("<ListMessageMoveTasksResultEntry><Status>RUNNING</Status><StartedTimestamp>5</"
                      "StartedTimestamp></ListMessageMoveTasksResultEntry>"),
            std::string::npos);
}

TEST(SuccessXml, WrapsListsAndMapsOfSns) {
  const json::Object body{{"Topics", json::Array{json::Object{{"TopicArn", "a"}}}}};
  EXPECT_NE(success_xml("sns", "ListTopics", body, "r")
                .find("<Topics><member><TopicArn>a</TopicArn></member></Topics>"),
            std::string::npos);
  EXPECT_NE(success_xml("sns", "GetTopicAttributes", {{"Attributes", {{"Owner", "1"}}}}, "r")
                .find("<Attributes><entry><key>Owner</key><value>1</value></entry></Attributes>"),
            std::string::npos);
}

TEST(ErrorXml, HasAnEmptyDetailForSqsAlone) {
  EXPECT_NE(error_xml("sqs", "C", "m", true, "r")
                .find("<Type>Sender</Type><Code>C</Code><Message>m</Message><Detail/>"),
            std::string::npos);
  EXPECT_EQ(error_xml("sns", "C", "m", false, "r").find("<Detail/>"), std::string::npos);
}

}  // namespace
}  // namespace sb::cloud::edge
