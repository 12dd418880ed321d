// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/plan_markdown.h"

namespace sb::cli {
namespace {

using reconcile::Action;
using testing::HasSubstr;
using testing::Not;

reconcile::Plan plan_of(std::vector<reconcile::Change> changes) {
  reconcile::Plan plan;
  plan.stack = "s";
  plan.changes = std::move(changes);
  plan.unchanged = 3;
  return plan;
}

reconcile::Plan plan_of_every_action() {
  return plan_of({{Action::kCreate, "aws.rule", "made", "", {{"State", "", "ENABLED"}}, {}, {}},
                  {Action::kUpdate, "aws.rule", "changed", "", {{"State", "a", "b"}}, {}, {}},
                  {Action::kReplace, "aws.subscription", "again", "", {}, {}, {}},
                  {Action::kDelete, "aws.queue", "gone", "", {}, {}, {}}});
}

TEST(PlanAsText, HasTheFamiliarSigns) {
  const std::string text = plan_as_text(plan_of_every_action(), Console(OutputFormat::kText, false));
  EXPECT_THAT(text, HasSubstr("\n  ~ aws.rule               changed\n        State: a => b\n"));
  EXPECT_THAT(text, HasSubstr("  + aws.rule               made\n"));
  EXPECT_THAT(text, HasSubstr("\n-/+ aws.subscription       again\n"));
  EXPECT_THAT(text, HasSubstr("\n  - aws.queue              gone\n"));
  EXPECT_THAT(text, HasSubstr("Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 3 unchanged.\n"));
}

TEST(PlanAsMarkdown, IsATableWithTheDifferencesFoldedAway) {
  const std::string text = plan_as_markdown(plan_of_every_action());
  EXPECT_THAT(text, HasSubstr("**Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 3 unchanged.**"));
  EXPECT_THAT(text, HasSubstr("| <code>-/&#43;</code> replace | aws.subscription | <code>again</code> |\n"));
  EXPECT_THAT(text,
              HasSubstr("<details><summary><code>&#126;</code> aws.rule <code>changed</code></summary>\n\n"
                        "```diff\n  State:\n-   a\n+   b\n```\n\n</details>\n"));
}

TEST(PlanAsMarkdown, SaysThatThereIsNothingToDo) {
  EXPECT_EQ(plan_as_markdown(plan_of({})),
            "### Switchboard plan for <code>s</code>\n\n**No changes**, 3 unchanged.\n");
}

TEST(PlanAsMarkdown, LetsNoNameOrValueOutOfItsPlace) {
  reconcile::Plan plan = plan_of({{Action::kUpdate,
                                   "aws.rule",
                                   "a|b`c`\n</details>@team",
                                   "",
                                   {{"Description", "", "```\n</details> www.example.org"}},
                                   {},
                                   {}}});
  plan.warnings = {"see [this](https://example.org) *now* <b>"};
  const std::string text = plan_as_markdown(plan);
  EXPECT_THAT(text, HasSubstr("<code>a&#124;b&#96;c&#96; &#60;/details&#62;&#64;team</code> |\n"));
  EXPECT_THAT(text, HasSubstr("````diff\n"));
  EXPECT_THAT(text, HasSubstr("+   ```\n+   </details> www.example.org\n````\n"));
  EXPECT_THAT(
      text,
      HasSubstr("- **warning:** see &#91;this&#93;(https&#58;//example.org) &#42;now&#42; &#60;b&#62;\n"));
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
}

TEST(PlanAsMarkdown, BreaksJsonIntoLinesThatCanBeCompared) {
  const reconcile::Plan plan = plan_of({{Action::kUpdate,
                                         "aws.rule",
                                         "r",
                                         "",
                                         {{"EventPattern", R"({"a":["x"]})", R"({"a":["y"]})"}},
                                         {},
                                         {}}});
  const std::string text = plan_as_markdown(plan);
  EXPECT_THAT(text, HasSubstr("-       \"x\"\n"));
  EXPECT_THAT(text, HasSubstr("+       \"y\"\n"));
}

}  // namespace
}  // namespace sb::cli
