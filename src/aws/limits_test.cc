// SPDX-License-Identifier: Apache-2.0
#include "aws/limits.h"

#include <gtest/gtest.h>

#include <string>

namespace sb::aws {
namespace {

TEST(Names, ABusMayHaveSlashesAndAFunctionAnAlias) {
  EXPECT_TRUE(is_bus_name("aws.partner/genesys.com/a_b-c"));
  for (const char* good : {"f", "f-1_x", "f:live", "f:$LATEST"}) EXPECT_TRUE(is_function_name(good)) << good;
}

TEST(Names, AreNoneThatAreEmptyTooLongOrOfOtherCharacters) {
  for (const std::string& bad : {std::string(), std::string("my bus!"), std::string(257, 'b')})
    EXPECT_FALSE(is_bus_name(bad)) << bad;
  for (const std::string& bad : {std::string(), std::string("f:"), std::string(":a"), std::string("f:a:b"),
                                 std::string("f!"), std::string("f$"), std::string(65, 'f')})
    EXPECT_FALSE(is_function_name(bad)) << bad;
}

}  // namespace
}  // namespace sb::aws
