// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/reference.h"

#include <gtest/gtest.h>

namespace sb::cloud::lambda {
namespace {

constexpr char kArn[] = "arn:aws:lambda:us-east-1:111122223333:function:f";

std::string said_of(const json::Object& input) {
  const auto read = read_reference("Invoke", input);
  if (const auto* fault = std::get_if<service::Fault>(&read)) return fault->code + ": " + fault->message;
  const Reference& found = std::get<Reference>(read);
  return found.name + "|" + found.qualifier;
}

TEST(Reference, AFunctionIsNamedInFourWays) {
  for (const char* name : {"f", kArn, "111122223333:function:f", "function:f"}) {
    EXPECT_EQ(said_of({{"FunctionName", name}}), "f|") << name;
    EXPECT_EQ(said_of({{"FunctionName", std::string(name) + ":live"}}), "f|live") << name;
    EXPECT_EQ(said_of({{"FunctionName", name}, {"Qualifier", "live"}}), "f|live") << name;
  }
}

TEST(Reference, AFunctionsNameMayEndInFunction) {
  EXPECT_EQ(said_of({{"FunctionName", "my-function:live"}}), "my-function|live");
  EXPECT_EQ(said_of({{"FunctionName", "us-gov-west-1:111122223333:function:my-function:$LATEST"}}),
            "my-function|$LATEST");
  EXPECT_EQ(said_of({{"FunctionName", "arn:aws-us-gov:lambda:us-isob-east-1:111122223333:function"}}),
            "function|");
  EXPECT_EQ(said_of({{"FunctionName", "my-function:live"}, {"Qualifier", "other"}}),
            "InvalidParameterValueException: The derived qualifier from the function name does not match the "
            "specified qualifier.");
}

TEST(Reference, AnArnIsReadWhateverItsRegionIsCalled) {
  const Reference found = parse_reference("arn:aws:lambda:here:111122223333:function:f:live");
  EXPECT_EQ(found.name, "f");
  EXPECT_EQ(found.qualifier, "live");
}

TEST(Reference, AFunctionIsNamedByLambdasPattern) {
  for (const char* name :
       {"*", "my-function!", "invalid-account:function:my-function", "function:my-function:$LATEST:extra",
        "my-function:$LATES", "arn:aws:ec2:us-east-1:111122223333:instance:i",
        "arn:aws:lambda:us-east-1:111122223333:function:my-function:1:2",
        "arn:aws:lambda:invalid-region:111122223333:function:f", "arn:aws:lambda::111122223333:function:f",
        "arn:aws:lambda:us-east-1::function:f", "arn:aws:lambda:us-east-1:1111:function:f",
        "f:", "arn:lambda:f"}) {
    EXPECT_TRUE(said_of({{"FunctionName", name}}).starts_with("ValidationException: 1 validation error"))
        << name << ": " << said_of({{"FunctionName", name}});
  }
  EXPECT_TRUE(
      said_of({{"FunctionName", "f!"}, {"Qualifier", "wh?t"}})
          .starts_with("ValidationException: 2 validation errors detected: Value 'f!' at 'functionName' "
                       "failed to satisfy constraint: Member must satisfy regular expression pattern: "
                       "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}"));
}

TEST(Reference, AQualifierIsGivenOnceOrTheSame) {
  EXPECT_EQ(said_of({{"FunctionName", "f:live"}, {"Qualifier", "live"}}), "f|live");
  EXPECT_EQ(said_of({{"FunctionName", "f:live"}, {"Qualifier", "42"}}),
            "InvalidParameterValueException: The derived qualifier from the function name does not match the "
            "specified qualifier.");
  EXPECT_TRUE(
      said_of({{"FunctionName", "f"}, {"Qualifier", "wh?t"}})
          .starts_with("ValidationException: 1 validation error detected: Value 'wh?t' at 'qualifier'"));
}

TEST(Reference, TheOnlyVersionIsTheFunctionItself) {
  const Reference latest{"f", "$LATEST"};
  EXPECT_TRUE(latest.may_exist());
  EXPECT_EQ(latest.key(), "");
  EXPECT_EQ(latest.arn(kArn), kArn);
  EXPECT_TRUE((Reference{"f", "v2"}.may_exist()));
  EXPECT_EQ((Reference{"f", "v2"}.arn(kArn)), std::string(kArn) + ":v2");
  EXPECT_FALSE((Reference{"f", "42"}.may_exist()));
  EXPECT_FALSE((Reference{"f", "with-$"}.may_exist()));
}

}  // namespace
}  // namespace sb::cloud::lambda
