// SPDX-License-Identifier: Apache-2.0
#include "json/document.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace sb::json {
namespace {

TEST(FindInt, TakesWholeNumbersThatFit) {
  const auto found = [](const std::string& number) {
    return find_int(parse_document(R"({"n":)" + number + "}")->get_object(), "n");
  };
  EXPECT_EQ(found("5"), 5);
  EXPECT_EQ(found("5.0"), 5);
  EXPECT_EQ(found("\"5\""), 5);
  EXPECT_EQ(found("-9223372036854775808.0"), INT64_MIN);
  for (const char* other :
       {"5.5", "1e300", "-1e300", "9223372036854775808.0", "9223372036854775808", "true"}) {
    EXPECT_EQ(found(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace sb::json
