// SPDX-License-Identifier: Apache-2.0
#include "cli/listening_marks.h"

#include <gtest/gtest.h>

namespace sb::cli {
namespace {

const base::Time kNow = base::Time(base::Milliseconds(1772632800123));

TEST(ListeningMarks, ComeBackFromTheTagsOfAQueue) {
  const std::string bus = "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/dev";
  const auto tags = write_queue_tags({bus, "contact-center", kNow, kNow + base::Seconds(600)});
  const auto marks = read_queue_tags(tags);
  ASSERT_TRUE(marks);
  EXPECT_EQ(marks->bus, bus);
  EXPECT_EQ(marks->created, kNow);
  EXPECT_EQ(marks->expires, kNow + base::Seconds(600));
}

TEST(ListeningMarks, AreNotReadFromWhatIsNoTailsQueue) {
  const auto good = write_queue_tags({"default", "", kNow, kNow});
  for (const auto& [key, value] : good) {
    if (key == "switchboard:host" || key == "switchboard:process") continue;
    auto tags = good;
    tags.erase(key);
    EXPECT_FALSE(read_queue_tags(tags)) << "without " << key;
    tags[key] = "nonsense";
    if (key == "switchboard:bus") continue;
    EXPECT_FALSE(read_queue_tags(tags)) << "with another " << key;
  }
}

TEST(ListeningMarks, KeepToTheCharactersAndLengthsThatAwsAllowsInTags) {
  for (const auto& [key, value] : write_queue_tags({"a bus, {odd}", std::string(300, 'x'), kNow, kNow})) {
    EXPECT_LE(value.size(), 256U);
    EXPECT_EQ(value.find_first_of(",{}"), std::string::npos) << key;
  }
}

TEST(ListeningMarks, TellFromARulesDescriptionWhenItWasMade) {
  const std::string description = write_rule_description({"default", "", kNow, std::nullopt});
  EXPECT_LE(description.size(), 512U);
  EXPECT_EQ(read_rule_description(description), kNow);
  EXPECT_FALSE(read_rule_description("a rule of mine"));
  EXPECT_FALSE(read_rule_description(description.substr(0, description.find("Since ") + 6) + "ever"));
}

}  // namespace
}  // namespace sb::cli
