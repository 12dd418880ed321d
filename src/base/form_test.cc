// SPDX-License-Identifier: Apache-2.0
#include "base/form.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(Form, NamesAndValuesAreDecodedAndKeepTheirOrder) {
  const Form form = parse_form("a=1&b%20c=x+y%2B&a=2");
  const Form wanted{{"a", "1"}, {"b c", "x y+"}, {"a", "2"}};
  EXPECT_EQ(form, wanted);
}

TEST(Form, ANameWithoutAValueHasAnEmptyOneAndNothingBetweenAmpersandsIsNothing) {
  const Form form = parse_form("&flag&&x=");
  const Form wanted{{"flag", ""}, {"x", ""}};
  EXPECT_EQ(form, wanted);
}

TEST(Form, ValuesAreFoundByNameTheFirstOrAll) {
  const Form form = parse_form("id=1&ID=2&id=3");
  EXPECT_EQ(form_value(form, "id"), "1");
  EXPECT_EQ(form_value(form, "none"), "");
  EXPECT_EQ(form_values(form, "id"), (std::vector<std::string>{"1", "3"}));
  EXPECT_TRUE(form_values(form, "none").empty());
}

}  // namespace
}  // namespace sb::base
