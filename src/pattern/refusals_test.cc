// SPDX-License-Identifier: Apache-2.0
#include "pattern/refusals.h"

#include <gtest/gtest.h>

#include "pattern/parse.h"

namespace sb::pattern {
namespace {

// What stands at the fault, up to the end of the text.
std::vector<std::string> places(const std::string& text) {
  std::vector<std::string> out;
  for (const Refusal& found : find_refusals(text))
    out.push_back(found.offset ? text.substr(*found.offset) : "(whole)");
  return out;
}

TEST(Refusals, AreThoseOfEveryListAndNotOfTheFirstOnly) {
  const std::string text =
      R"({"a":[{"exists":"no"}],"b":{"c":5,"d":["x"]},"$or":[{"e":[]},{"f":[{"prefx":"v"}]}]})";
  const auto found = find_refusals(text);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].reason, "exists match pattern must be either true or false.");
  EXPECT_EQ(found[1].reason, R"("c" must be an object or an array)");
  EXPECT_EQ(found[2].reason, "Empty arrays are not allowed");
  EXPECT_EQ(found[3].reason, "Unrecognized match type prefx");
  for (const Refusal& refusal : found) EXPECT_FALSE(refusal.hint.empty()) << refusal.reason;
}

TEST(Refusals, PointIntoWhatIsAtFault) {
  EXPECT_EQ(places(R"({"a":5})"), std::vector<std::string>{"5}"});
  EXPECT_EQ(places(R"({"€𝄞":[{"exists":1}]})"), std::vector<std::string>{"1}]}"});
}

TEST(Refusals, OfTheWholeStandWhereNoListHasAny) {
  EXPECT_EQ(find_refusals("{}").size(), 1u);
  EXPECT_EQ(find_refusals("{").size(), 1u);
  EXPECT_EQ(find_refusals(R"({"$or":[{"a":[1]},{}]})").size(),
            parse(R"({"$or":[{"a":[1]},{}]})").ok() ? 0u : 1u);
}

TEST(Refusals, ThereAreNoneInAGoodPattern) {
  EXPECT_TRUE(find_refusals(R"({"a":["x",{"prefix":"y"}],"$or":[{"b":[1]},{"c":[null]}]})").empty());
}

}  // namespace
}  // namespace sb::pattern
