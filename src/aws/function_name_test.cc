// SPDX-License-Identifier: Apache-2.0
#include "aws/function_name.h"

#include <gtest/gtest.h>

namespace sb::aws {
namespace {

std::string parts_of(std::string_view text) {
  const FunctionName found = parse_function_name(text);
  return found.region + "|" + found.account + "|" + found.name + "|" + found.qualifier.value_or("none");
}

TEST(FunctionName, IsReadFromAnArnAndFromWhatIsLeftOfOne) {
  EXPECT_EQ(parts_of("f"), "||f|none");
  EXPECT_EQ(parts_of("f:live"), "||f|live");
  EXPECT_EQ(parts_of("f:"), "||f|");
  EXPECT_EQ(parts_of("function:f"), "||f|none");
  EXPECT_EQ(parts_of("111122223333:f:live"), "|111122223333|f|live");
  EXPECT_EQ(parts_of("111122223333:function:f"), "|111122223333|f|none");
  EXPECT_EQ(parts_of("us-gov-west-1:111122223333:function:f"), "us-gov-west-1|111122223333|f|none");
  EXPECT_EQ(parts_of("arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST"),
            "us-east-1|111122223333|f|$LATEST");
  EXPECT_EQ(parts_of("arn:aws:lambda:here:111122223333:function:f"), "here|111122223333|f|none");
}

TEST(FunctionName, ThatEndsInFunctionIsAName) {
  EXPECT_EQ(parts_of("my-function:live"), "||my-function|live");
  EXPECT_EQ(parts_of("arn:aws:lambda:us-east-1:111122223333:function"),
            "us-east-1|111122223333|function|none");
}

TEST(FunctionName, IsInTheRealmThatItNamesOrElseTheCallers) {
  const Realm caller{"000000000000", "eu-west-1"};
  EXPECT_EQ(parse_function_name("f").realm(caller), caller);
  EXPECT_EQ(parse_function_name("111122223333:f").realm(caller), (Realm{"111122223333", "eu-west-1"}));
  EXPECT_EQ(parse_function_name("arn:aws:lambda:us-east-1:111122223333:function:f").realm(caller),
            (Realm{"111122223333", "us-east-1"}));
}

TEST(FunctionName, GivesTheArnOfItsPartition) {
  EXPECT_EQ(function_arn({"111122223333", "cn-north-1"}, "f:live"),
            "arn:aws-cn:lambda:cn-north-1:111122223333:function:f:live");
}

}  // namespace
}  // namespace sb::aws
