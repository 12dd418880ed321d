// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/input_types.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

std::string said_of(const char* text) {
  const auto fault = check_types(json::parse_document(text)->as_object());
  if (!fault) return "";
  EXPECT_EQ(fault->code, "SerializationException");
  return fault->message;
}

TEST(InputTypes, AMemberOfAnotherTypeIsNamedByItsKind) {
  EXPECT_EQ(said_of(R"({"QueueUrl":5})"), "NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(said_of(R"({"QueueUrl":"q","MessageBody":true})"), "TRUE_VALUE can not be converted to String");
  EXPECT_EQ(said_of(R"({"AttributeNames":"All"})"), "STRING_VALUE can not be converted to List");
  EXPECT_EQ(said_of(R"({"AttributeNames":["All",{}]})"), "START_OBJECT can not be converted to String");
  EXPECT_EQ(said_of(R"({"Attributes":[]})"), "START_ARRAY can not be converted to Map");
  EXPECT_EQ(said_of(R"({"Attributes":{"DelaySeconds":5}})"), "NUMBER_VALUE can not be converted to String");
}

TEST(InputTypes, EntriesAndAttributesAreLookedInto) {
  EXPECT_EQ(said_of(R"({"Entries":{}})"), "START_OBJECT can not be converted to List");
  EXPECT_EQ(said_of(R"({"Entries":["a"]})"), "STRING_VALUE can not be converted to Structure");
  EXPECT_EQ(said_of(R"({"Entries":[{"Id":"a"},{"Id":1}]})"), "NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(said_of(R"({"MessageAttributes":{"QueueUrl":5}})"),
            "NUMBER_VALUE can not be converted to Structure");
  EXPECT_EQ(said_of(R"({"MessageAttributes":{"n":{"DataType":"Number","StringValue":5}}})"),
            "NUMBER_VALUE can not be converted to String");
}

TEST(InputTypes, WhatIsOfItsTypeOrUnknownPasses) {
  EXPECT_EQ(said_of(R"({"QueueUrl":"q","MaxNumberOfMessages":1,"AttributeNames":["All"],"Unknown":[5]})"),
            "");
  EXPECT_EQ(said_of(R"({"Entries":[{"Id":"a","DelaySeconds":1,"MessageAttributes":
      {"n":{"DataType":"String","StringValue":"v","StringListValues":[]}}}],"tags":{"a":"b"}})"),
            "");
  EXPECT_EQ(said_of(R"({"Entries":"","Attributes":""})"), "") << "Query's empty list and map";
}

}  // namespace
}  // namespace sb::cloud::sqs
