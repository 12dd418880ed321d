// SPDX-License-Identifier: Apache-2.0
#include "json/minify.h"

#include <gtest/gtest.h>

namespace sb::json {
namespace {

TEST(Minify, DropsBlanksBetweenTokensOnly) {
  EXPECT_EQ(minify("{ \"a b\" : [ 1 , \"\\\" \" ] }\n"), R"({"a b":[1,"\" "]})");
}

TEST(Minify, KeepsSpellingsAndWorksAcrossBlocksOfAnyLength) {
  for (size_t blanks = 0; blanks < 200; ++blanks) {
    const std::string space(blanks, ' ');
    EXPECT_EQ(minify("{" + space + "\"n\":\t1.50e0,\r\n\"s\":\"" + space + "\"" + space + "}"),
              "{\"n\":1.50e0,\"s\":\"" + space + "\"}");
  }
}

}  // namespace
}  // namespace sb::json
