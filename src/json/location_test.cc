// SPDX-License-Identifier: Apache-2.0
#include "json/location.h"

#include <gtest/gtest.h>

namespace sb::json {
namespace {

TEST(Locate, CountsLinesOfEveryKind) {
  const std::string_view text = "a\nb\r\nc\rd";
  EXPECT_EQ(locate(text, 0), (Location{1, 1}));
  EXPECT_EQ(locate(text, 2), (Location{2, 1}));
  EXPECT_EQ(locate(text, 5), (Location{3, 1}));
  EXPECT_EQ(locate(text, 7), (Location{4, 1}));
  EXPECT_EQ(locate(text, text.size()), (Location{4, 2}));
}

TEST(Locate, CountsColumnsInUtf16Units) {
  const std::string_view text = "é雨\U0001F600x";
  EXPECT_EQ(locate(text, text.size() - 1), (Location{1, 5}));
}

TEST(Locator, TellsThePlacesOfManyInAnyOrder) {
  const std::string_view text = "a\né\r\nc\r\U0001F600x\r";
  Locator locator(text);
  for (const size_t offset : {0, 2, 4, 5, 6, 8, 13, 14, 3, 1, 99}) {
    EXPECT_EQ(locator.locate(offset), locate(text, offset)) << offset;
  }
  EXPECT_EQ(locator.locate(13), (Location{4, 4}));
}

TEST(Describe, ShowsTheTextAsSent) {
  EXPECT_EQ(describe("{\"a\":\n1}", {2, 2}), "[Source: (String)\"{\"a\":\n1}\"; line: 2, column: 2]");
}

TEST(Describe, CutsAfter500Units) {
  const std::string long_text(536, 'x');
  EXPECT_EQ(describe(long_text, {1, 7}),
            "[Source: (String)\"" + std::string(500, 'x') + "\"[truncated 36 chars]; line: 1, column: 7]");
  EXPECT_EQ(describe(std::string(500, 'x'), {1, 1}).find("truncated"), std::string::npos);
}

}  // namespace
}  // namespace sb::json
