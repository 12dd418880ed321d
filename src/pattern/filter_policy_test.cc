// SPDX-License-Identifier: Apache-2.0
#include "pattern/filter_policy.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::pattern {
namespace {

using testing::ElementsAre;

std::vector<std::string> reasons(const std::string& text, FilterScope scope) {
  std::vector<std::string> out;
  for (const FilterFault& fault : read_filter_policy(text, scope).faults) out.push_back(fault.reason);
  return out;
}

TEST(ReadFilterPolicy, TellsEveryFaultAndTheFirstInSnssWords) {
  const std::string text =
      R"({"a":[{"anything-but":{"suffix":"x"}}],"b":[2e9],"c":["1"],"d":["1"],"e":["1"],"f":["1"]})";
  EXPECT_THAT(
      reasons(text, FilterScope::kMessageBody),
      ElementsAre("Unsupported anything-but pattern: suffix", "Filter policy can not have more than 5 keys",
                  "Numbers must be between -1000000000 and 1000000000"));
  const auto faults = read_filter_policy(text, FilterScope::kMessageBody).faults;
  EXPECT_EQ(faults[0].words,
            "FilterPolicy: Unsupported anything-but pattern: suffix\n at [Source: (String)\"" + text +
                "\"; line: 1, column: 34]");
  EXPECT_EQ(text.substr(*faults[0].offset, 3), "\"x\"");
}

TEST(ReadFilterPolicy, TellsAPrefixThatIsNoStringInSnssWords) {
  for (const char* operand : {"false", "null", "5"}) {
    const std::string text = fmt::format(R"({{"key":[{{"anything-but":{{"prefix":{}}}}}]}})", operand);
    const auto faults = read_filter_policy(text, FilterScope::kMessageBody).faults;
    ASSERT_EQ(faults.size(), 1);
    EXPECT_EQ(faults[0].words,
              fmt::format("FilterPolicy: prefix match pattern must be a string\n at [Source: "
                          "(String)\"{}\"; line: 1, column: {}]",
                          text, text.find(operand) + std::string(operand).size() + 1));
  }
  EXPECT_THAT(reasons(R"({"a":[{"anything-but":true}],"b":[{"anything-but":{"prefix":true}}]})",
                      FilterScope::kMessageBody)
                  .front(),
              testing::StartsWith("Value of anything-but must be"));
}

TEST(ReadFilterPolicy, RefusesDepthInAttributesOnly) {
  EXPECT_THAT(reasons(R"({"$or":[{"a":[1]},{"b":{"c":[1]}}]})", FilterScope::kMessageAttributes),
              ElementsAre("Filter policy scope MessageAttributes does not support nested filter policy"));
  EXPECT_THAT(reasons(R"({"$or":[{"a":[1]},{"b":{"c":[1]}}]})", FilterScope::kMessageBody), ElementsAre());
}

TEST(ReadFilterPolicy, AFieldMayBearAnOperatorsName) {
  EXPECT_THAT(reasons(R"({"anything-but":{"x":["y"]}})", FilterScope::kMessageBody), ElementsAre());
  EXPECT_THAT(
      reasons(R"({"$or":[{"a":[{"anything-but":{"suffix":"x"}}]},{"b":["y"]}]})", FilterScope::kMessageBody),
      ElementsAre("Unsupported anything-but pattern: suffix"));
}

TEST(ReadFilterPolicy, BoundsNumbersThatDoublesDoNotHold) {
  for (const char* number : {"12345678901234567", "-12345678901234567", "1e309",
                             "1000000000.00000000000000001", "1e99999999999"}) {
    EXPECT_THAT(reasons(fmt::format(R"({{"a":[{}]}})", number), FilterScope::kMessageBody),
                ElementsAre("Numbers must be between -1000000000 and 1000000000"))
        << number;
  }
  for (const char* number : {"1e9", "-1000000000.000", "999999999.99999999999999999", "5e-324"}) {
    EXPECT_THAT(reasons(fmt::format(R"({{"a":[{}]}})", number), FilterScope::kMessageBody), ElementsAre())
        << number;
  }
}

// Each of these would take minutes if every fault were placed in words.
TEST(ReadFilterPolicy, ManyFaultsTakeNoLongerThanTheText) {
  const auto policy = [](const std::string& before, const std::string& entry, size_t end) {
    std::string out = before + entry;
    while (out.size() + entry.size() + 3 < end) out += "," + entry;
    return out + "]}";
  };
  const std::string unsupported =
      policy(R"({"a":[)", R"({"anything-but":{"suffix":"x"}})", kFilterPolicyBytesMax);
  const auto faults = read_filter_policy(unsupported, FilterScope::kMessageBody).faults;
  ASSERT_GT(faults.size(), 8000u);
  EXPECT_THAT(faults[0].words, testing::HasSubstr("Unsupported anything-but pattern: suffix\n at [Source: "));
  EXPECT_EQ(unsupported.substr(*faults[8000].offset, 3), "\"x\"");
  const std::string no_prefix =
      policy(R"({"x":[],"a":[)", R"({"anything-but":{"prefix":1}})", kFilterPolicyBytesMax);
  EXPECT_THAT(reasons(no_prefix, FilterScope::kMessageBody).front(), "Empty arrays are not allowed");
}

TEST(ReadFilterPolicy, TellsTheFaultsOfAllLists) {
  EXPECT_THAT(reasons(R"({"a":[{"exists":"no"}],"b":1})", FilterScope::kMessageBody),
              ElementsAre("exists match pattern must be either true or false.",
                          "\"b\" must be an object or an array"));
}

TEST(FilterPolicySize, IsKeysAtTheTopAndTheProductOfValuesTimesDepth) {
  const auto size = [](const char* policy) {
    const FilterPolicySize found = measure_filter_policy(policy);
    return std::pair(found.keys, found.combinations);
  };
  EXPECT_EQ(size(R"({"a":["x","y"],"b":[1,2,3]})"), std::pair(size_t{2}, size_t{6}));
  EXPECT_EQ(size(R"({"a":{"b":{"c":["x","y"]}}})"), std::pair(size_t{1}, size_t{6}));
  EXPECT_EQ(size(R"({"$or":[{"a":["x"]},{"b":["y","z"]}]})"), std::pair(size_t{1}, size_t{3}));
  EXPECT_EQ(size("no JSON"), std::pair(size_t{0}, size_t{0}));
}

}  // namespace
}  // namespace sb::pattern
