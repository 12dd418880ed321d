// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_attributes.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

json::Object attribute(const char* type, const char* value) {
  return {{"DataType", type},
          {std::string_view(type).starts_with("Binary") ? "BinaryValue" : "StringValue", value}};
}

std::string refusal(const json::Object& attributes) {
  const auto fault = check_message_attributes(attributes);
  return fault ? fault->message : "";
}

// Digests that SQS itself gave (SQS API answers on record).
TEST(Md5OfAttributes, AgreesWithSqs) {
  EXPECT_EQ(md5_of_attributes({{"attr1", attribute("Number", "19.12")}}), "1f07082409022a373fa2a2601f82b3cb");
  EXPECT_EQ(
      md5_of_attributes({{"attr2", attribute("Number", "109.12")}, {"attr1", attribute("Number", "99.12")}}),
      "9b720b3af309c1c4b0d395c53b08c502");
  EXPECT_EQ(md5_of_attributes({{"Foo", attribute("String", "Bar")}}), "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(md5_of_attributes({{"General", attribute("String", "Kenobi")},
                               {"Hello", attribute("String", "There")},
                               {"Help.Me", attribute("String", "Me")}}),
            "4c360f3fdafd970e05fae2f149d997f5");
  EXPECT_EQ(md5_of_attributes({{"attr1", attribute("Binary",
                                                   "dHJhY2VwYXJlbnQeMDAtNzc0MDYyZDZjMzcwODFhNWEwYjliNWI4OGUzM"
                                                   "DYyN2MtMmQyNDgyMjExZjY0ODlkYS0wMQ==")}}),
            "8cbe4db156db8a94db8b801b7addb984");
  EXPECT_EQ(md5_of_attributes(
                {{"AWSTraceHeader",
                  attribute("String",
                            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")}}),
            "5ae4d5d7636402d80f4eb6d213245a88");
  EXPECT_EQ(md5_of_attributes({}), "");
}

TEST(SelectAttributes, KnowsAllExactNamesAndPrefixes) {
  const json::Object all{
      {"a.b", attribute("String", "1")}, {"a.c", attribute("String", "2")}, {"d", attribute("String", "3")}};
  EXPECT_EQ(select_attributes(all, {"All"}).size(), 3u);
  EXPECT_EQ(select_attributes(all, {".*"}).size(), 3u);
  EXPECT_EQ(select_attributes(all, {"a.*"}).size(), 2u);
  EXPECT_EQ(select_attributes(all, {"d", "nope"}).size(), 1u);
  EXPECT_EQ(select_attributes(all, {}).size(), 0u);
}

TEST(CheckMessageAttributes, HoldsNamesTypesAndValues) {
  EXPECT_EQ(refusal({{"a.b-c_1", attribute("String.json", "{}")}}), "");
  for (const char* number : {"0", "-1.5", "+2", "1e126", "12345678901234567890123456789012345678", ".5",
                             "1.0e126", "0.1e127", "9.9e125", "-1e-128", "0.01e-126", "0e999", "5e-128"})
    EXPECT_EQ(refusal({{"n", attribute("Number", number)}}), "") << number;
  for (const char* number : {"x", "1.2.3", "1e127", "123456789012345678901234567890123456789", "", "-", "1e",
                             "9.9e126", "1.1e126", "10e126", "9e-129", "0.1e-128", "1e99999999"})
    EXPECT_NE(refusal({{"n", attribute("Number", number)}}), "") << number;
  for (const char* name : {"", ".a", "a.", "a..b", "AWS.a", "amazon.a", "a b"})
    EXPECT_NE(refusal({{name, attribute("String", "v")}}), "") << name;
  EXPECT_EQ(refusal({{"e", attribute("String", "")}}),
            "Message (user) attribute 'e' must contain a non-empty value of type 'String'.");
  EXPECT_EQ(refusal({{"n", attribute("Number", "many")}}),
            "Can't cast the value of message (user) attribute 'n' to a number.");
  EXPECT_NE(refusal({{"c", attribute("String", "\x08")}}), "");
  EXPECT_NE(refusal({{"b", attribute("Binary", "not base64!")}}), "");
  EXPECT_NE(refusal({{"t", attribute("Text", "v")}}), "");
}

TEST(CheckSystemAttributes, TakesATraceHeaderAlone) {
  EXPECT_FALSE(check_system_attributes({{"AWSTraceHeader", attribute("String", "Root=1")}}));
  EXPECT_TRUE(check_system_attributes({{"AWSTraceHeader", attribute("Number", "1")}}));
  EXPECT_TRUE(check_system_attributes({{"AWSTraceHeader", attribute("String", "")}}));
  EXPECT_TRUE(check_system_attributes({{"SenderId", attribute("String", "me")}}));
}

TEST(IsMessageText, TakesTheUnicodeThatSqsTakes) {
  EXPECT_TRUE(is_message_text("a\t\n\r é 雨 😀"));
  EXPECT_FALSE(is_message_text(std::string_view("\0", 1)));
  EXPECT_FALSE(is_message_text("\x0b"));
  EXPECT_FALSE(is_message_text("\xEF\xBF\xBF"));
  EXPECT_FALSE(is_message_text("\xED\xA0\x80"));
}

}  // namespace
}  // namespace sb::cloud::sqs
