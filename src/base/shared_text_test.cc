// SPDX-License-Identifier: Apache-2.0
#include "base/shared_text.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(SharedText, CopiesShareTheirCharactersAndOutliveTheFirst) {
  auto first = std::make_unique<SharedText>(std::string(100, 'x'));
  const SharedText second = *first;
  EXPECT_EQ(second.view().data(), first->view().data());
  first.reset();
  EXPECT_EQ(second, std::string(100, 'x'));
}

TEST(SharedText, TheEmptyTextIsEmptyHoweverItWasMade) {
  for (const SharedText& text :
       {SharedText(), SharedText(""), SharedText(std::string()), SharedText(std::string_view())}) {
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(text.size(), 0u);
    EXPECT_EQ(text, "");
  }
  EXPECT_FALSE(SharedText(std::string("\0", 1)).empty());
}

}  // namespace
}  // namespace sb::base
