// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/constraints.h"

#include <gtest/gtest.h>

namespace sb::cloud::service {
namespace {

const TextRule kName{1, 4, "[a-z]+", [](std::string_view text) {
                       return !text.empty() && text.find_first_not_of("abcdefgh") == std::string_view::npos;
                     }};

std::string said(const Constraints& constraints) {
  const auto fault = constraints.fault();
  return fault ? fault->code + ": " + fault->message : "";
}

TEST(Constraints, SayNothingOfWhatIsGoodOrNotAskedFor) {
  Constraints constraints;
  constraints.text({{"Name", "abc"}}, "Name", kName, Need::kRequired)
      .text({}, "Name", kName)
      .number({{"Limit", 100}}, "Limit", 1, 100)
      .one_of({{"State", "ON"}}, "State", {"ON", "OFF"})
      .list({{"Ids", {"a"}}}, "Ids", 1, 2, "");
  EXPECT_EQ(said(constraints), "");
}

TEST(Constraints, TellAllThatIsWrongAtOnceInTheOrderAskedFor) {
  Constraints constraints;
  constraints.text({}, "EventBusName", kName, Need::kRequired)
      .text({{"Id", "!"}}, "Id", kName, Need::kRequired, "targets.1.member.")
      .number({{"Limit", 0}}, "Limit", 1, 100)
      .one_of({{"State", "on"}}, "State", {"ON", "OFF"});
  EXPECT_EQ(said(constraints),
            "ValidationException: 4 validation errors detected: "
            "Value null at 'eventBusName' failed to satisfy constraint: Member must not be null; "
            "Value '!' at 'targets.1.member.id' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-z]+; "
            "Value '0' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1; "
            "Value 'on' at 'state' failed to satisfy constraint: "
            "Member must satisfy enum value set: [ON, OFF]");
}

TEST(Constraints, CountLengthsInUtf16Units) {
  Constraints constraints;
  constraints.text({{"Text", "\xF0\x9F\x98\x80"}}, "Text", {0, 1, nullptr, nullptr});
  EXPECT_EQ(said(constraints),
            "ValidationException: 1 validation error detected: Value '\xF0\x9F\x98\x80' at 'text' failed to "
            "satisfy constraint: Member must have length less than or equal to 1");
}

TEST(Constraints, AListIsHeldAgainstBothBounds) {
  Constraints constraints;
  constraints.list({{"Ids", json::Array{}}}, "Ids", 1, 2, "")
      .list({{"Ids", {"a", "b", "c"}}}, "Ids", 1, 2, "[a, b, c]");
  EXPECT_EQ(
      said(constraints),
      "ValidationException: 2 validation errors detected: Value '[]' at 'ids' failed to satisfy "
      "constraint: Member must have length greater than or equal to 1; Value '[a, b, c]' at 'ids' failed "
      "to satisfy constraint: Member must have length less than or equal to 2");
}

TEST(Constraints, OfVeryMuchThatIsWrongTheFirstHundredAreTold) {
  Constraints constraints;
  for (int i = 0; i < 100000; ++i) constraints.text({}, "Name", kName, Need::kRequired);
  EXPECT_TRUE(constraints.is_full());
  EXPECT_TRUE(said(constraints).starts_with("ValidationException: 100 validation errors detected: "));
  EXPECT_LT(said(constraints).size(), 10000u);

  Constraints long_values;
  const std::string value(600 * 1024, '!');
  for (int i = 0; i < 100; ++i) long_values.text({{"Name", value}}, "Name", kName);
  EXPECT_TRUE(long_values.is_full());
  EXPECT_LT(said(long_values).size(), 3 * value.size());
}

TEST(Constraints, AMemberOfAnotherTypeIsUnreadableBeforeAnythingElse) {
  Constraints constraints;
  constraints.text({}, "Rule", kName, Need::kRequired).text({{"Name", 5}}, "Name", kName);
  EXPECT_EQ(said(constraints), "SerializationException: NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(said(Constraints().structure("x")),
            "SerializationException: STRING_VALUE can not be converted to Structure");
  EXPECT_EQ(said(Constraints().structure(json::Object{})), "");
}

}  // namespace
}  // namespace sb::cloud::service
