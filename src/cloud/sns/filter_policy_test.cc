// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/filter_policy.h"

#include <gtest/gtest.h>

#include <string>

namespace sb::cloud::sns {
namespace {

using Scope = FilterScope;

json::Object attribute(const char* type, const char* value) {
  return {{"DataType", type}, {"StringValue", value}};
}

bool lets_through(const FilterPolicy& policy, std::string_view message, const json::Object& attributes) {
  FilterSubject subject(message, attributes);
  return policy.lets_through(subject);
}

TEST(FilterPolicy, ReadsAttributesByTheirTypes) {
  const auto policy =
      FilterPolicy::parse(R"({"n":[{"numeric":[">",5]}],"s":["a"]})", Scope::kMessageAttributes);
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(lets_through(*policy, "", {{"n", attribute("Number", "6")}, {"s", attribute("String", "a")}}));
  EXPECT_FALSE(lets_through(*policy, "", {{"n", attribute("String", "6")}, {"s", attribute("String", "a")}}));
  EXPECT_FALSE(lets_through(*policy, "", {{"n", attribute("Number", "6")}}));
  EXPECT_TRUE(lets_through(
      *policy, "", {{"n", attribute("Number", "6")}, {"s", attribute("String.Array", R"(["b","a"])")}}));
}

TEST(FilterPolicy, ReadsTheBodyWhereItsScopeSaysSo) {
  const auto policy = FilterPolicy::parse(R"({"detail":{"mediaType":["voice"]}})", Scope::kMessageBody);
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(lets_through(*policy, R"({"detail":{"mediaType":"voice"}})", {}));
  EXPECT_FALSE(lets_through(*policy, R"({"detail":{"mediaType":"chat"}})", {}));
  EXPECT_FALSE(lets_through(*policy, "no json", {}));
}

TEST(FilterPolicy, LongArraysOfABodyStayCheap) {
  const auto policy = FilterPolicy::parse(R"({"a":{"b":["v"],"c":["v"],"d":["v"]}})", Scope::kMessageBody);
  ASSERT_TRUE(policy.ok());
  std::string body = R"({"a":[{"b":"v","c":"v","d":"x"})";
  for (int i = 0; i < 100000; ++i) body += R"(,{"b":"v","c":"v","d":"x"})";
  EXPECT_FALSE(lets_through(*policy, body + "]}", {}));
  EXPECT_TRUE(lets_through(*policy, body + R"(,{"b":"v","c":"v","d":"v"}]})", {}));
}

TEST(FilterSubject, IsReadOnceForAllPolicies) {
  const json::Object attributes{{"s", attribute("String", "a")}};
  FilterSubject subject(R"({"s":"b"})", attributes);
  EXPECT_EQ(subject.as_event(Scope::kMessageBody), subject.as_event(Scope::kMessageBody));
  const auto policy = FilterPolicy::parse(R"({"s":["a"]})", Scope::kMessageAttributes);
  EXPECT_TRUE(policy->lets_through(subject));
  EXPECT_FALSE(FilterPolicy::parse(R"({"s":["a"]})", Scope::kMessageBody)->lets_through(subject));
  const json::Object none;
  FilterSubject text("no json", none);
  EXPECT_EQ(text.as_event(Scope::kMessageBody), nullptr);
  EXPECT_NE(text.as_event(Scope::kMessageAttributes), nullptr);
}

std::string reason(const std::string& text, Scope scope) {
  const auto policy = FilterPolicy::parse(text, scope);
  return policy.ok() ? "(accepted)" : policy.error().message;
}

std::string list_of(int count) {
  std::string out = "[0";
  for (int i = 1; i < count; ++i) out += "," + std::to_string(i);
  return out + "]";
}

TEST(FilterPolicy, RefusesInTheWordsOfSns) {
  EXPECT_EQ(reason(R"({"a":{"b":["x"]}})", Scope::kMessageAttributes),
            "Filter policy scope MessageAttributes does not support nested filter policy");
  EXPECT_EQ(reason(R"({"a":[{"numeric":[">",1000000001]}]})", Scope::kMessageBody),
            "FilterPolicy: Numbers must be between -1000000000 and 1000000000");
  EXPECT_EQ(reason("{\"a\":[\"" + std::string(262144, 'x') + "\"]}", Scope::kMessageBody),
            "FilterPolicy: Filter policy can not be larger than 256 KB");
  EXPECT_EQ(reason(R"({"a":[1000000000,{"numeric":["<=",-1e9]}]})", Scope::kMessageBody), "(accepted)");
  EXPECT_EQ(reason(R"({"key":[{"exists":"no"}]})", Scope::kMessageBody),
            "FilterPolicy: exists match pattern must be either true or false.\n at [Source: "
            "(String)\"{\"key\":[{\"exists\":\"no\"}]}\"; line: 1, column: 20]");
  EXPECT_EQ(reason(R"({invalid})", Scope::kMessageBody),
            "FilterPolicy: failed to parse JSON. Unexpected character ('i' (code 105)): was expecting "
            "double-quote to start field name\n at [Source: REDACTED "
            "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]");
}

TEST(FilterPolicy, HasFiveKeysAtTheTopAtMostHoweverManyAreBelow) {
  EXPECT_EQ(reason(R"({"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]})", Scope::kMessageBody),
            "FilterPolicy: Filter policy can not have more than 5 keys");
  EXPECT_EQ(
      reason(R"({"a":{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"]},"b":["1"]})", Scope::kMessageBody),
      "(accepted)");
}

TEST(FilterPolicy, HasAtMost150CombinationsOfValues) {
  const char* kTooComplex = "FilterPolicy: Filter policy is too complex";
  EXPECT_EQ(reason(R"({"a":)" + list_of(150) + "}", Scope::kMessageBody), "(accepted)");
  EXPECT_EQ(reason(R"({"a":)" + list_of(151) + "}", Scope::kMessageBody), kTooComplex);
  EXPECT_EQ(reason(R"({"a":)" + list_of(15) + R"(,"b":)" + list_of(10) + "}", Scope::kMessageBody),
            "(accepted)");
  EXPECT_EQ(reason(R"({"a":)" + list_of(16) + R"(,"b":)" + list_of(10) + "}", Scope::kMessageBody),
            kTooComplex);
  EXPECT_EQ(reason(R"({"a":{"b":)" + list_of(75) + "}}", Scope::kMessageBody), "(accepted)");
  EXPECT_EQ(reason(R"({"a":{"b":)" + list_of(76) + "}}", Scope::kMessageBody), kTooComplex);
  EXPECT_EQ(reason(R"({"$or":[{"a":)" + list_of(75) + R"(},{"b":)" + list_of(75) + "}]}",
                   Scope::kMessageAttributes),
            "(accepted)");
  EXPECT_EQ(reason(R"({"$or":[{"a":)" + list_of(75) + R"(},{"b":)" + list_of(76) + "}]}",
                   Scope::kMessageAttributes),
            kTooComplex);
}

TEST(FilterPolicy, KnowsOnlyPrefixInsideAnythingBut) {
  const std::string suffix = R"({"a":[{"anything-but":{"suffix":"x"}}]})";
  EXPECT_EQ(reason(suffix, Scope::kMessageBody),
            "FilterPolicy: Unsupported anything-but pattern: suffix\n at [Source: (String)\"" + suffix +
                "\"; line: 1, column: 34]");
  EXPECT_TRUE(reason(R"({"a":[{"anything-but":{"wildcard":"x*"}}]})", Scope::kMessageAttributes)
                  .starts_with("FilterPolicy: Unsupported anything-but pattern: wildcard"));
  EXPECT_EQ(reason(R"({"a":[{"anything-but":{"prefix":"x"}}]})", Scope::kMessageAttributes), "(accepted)");
  EXPECT_EQ(reason(R"({"a":[{"anything-but":["x","y"]}]})", Scope::kMessageAttributes), "(accepted)");
  EXPECT_EQ(reason(R"({"a":[{"suffix":"x"},{"wildcard":"x*"}]})", Scope::kMessageAttributes), "(accepted)");
}

}  // namespace
}  // namespace sb::cloud::sns
