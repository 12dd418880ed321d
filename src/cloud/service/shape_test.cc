// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/shape.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace sb::cloud::service {
namespace {

constexpr TextRule kShort{1, 3, nullptr, nullptr};
constexpr TextRule kKey{1, 2, "[a-z]+", [](std::string_view text) {
                          return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") ==
                                 std::string_view::npos;
                        }};
constexpr const char* kColours[]{"RED", "BLUE"};
constexpr Type kShortText = text_type(&kShort);
constexpr Member kInnerMembers[]{{"Name", text_type(&kShort), Need::kRequired},
                                 {"Colour", enum_type(kColours)}};
constexpr Shape kInner{kInnerMembers};
constexpr Type kInnerType = structure_type(kInner);
constexpr Member kMembers[]{{"Inner", structure_type(kInner)},
                            {"Count", integer_type(0, 5)},
                            {"On", boolean_type()},
                            {"Names", list_type(kShortText, 1, 2)},
                            {"Inners", list_type(kInnerType)},
                            {"Map", map_type(&kKey, kShortText, 2)}};
constexpr Shape kShape{kMembers};

json::Object object(const char* text) { return json::parse_document(text)->as_object(); }

std::string said(const char* text) {
  Constraints constraints;
  check(object(text), kShape, "it.", constraints);
  const auto fault = constraints.fault();
  return fault ? fault->code + ": " + fault->message : "";
}

TEST(Shape, SaysNothingOfWhatIsGoodNullOrUnknown) {
  EXPECT_EQ(said("{}"), "");
  EXPECT_EQ(said(R"({"Inner":null,"Count":null,"On":null,"Names":null,"Map":null,"Else":5})"), "");
  EXPECT_EQ(said(R"({"Inner":{"Name":"a","Colour":"RED","More":[]},"Count":5,"On":true,"Names":["a"],
                     "Inners":[{"Name":"b"}],"Map":{"k":"v"}})"),
            "");
}

TEST(Shape, FindsWhatIsWrongAtEveryDepth) {
  EXPECT_EQ(
      said(R"({"Inner":{"Colour":"PINK"},"Inners":[{"Name":"a"},{"Name":""}],"Count":6,"Names":[null]})"),
      "ValidationException: 5 validation errors detected: "
      "Value null at 'it.inner.name' failed to satisfy constraint: Member must not be null; "
      "Value 'PINK' at 'it.inner.colour' failed to satisfy constraint: "
      "Member must satisfy enum value set: [RED, BLUE]; "
      "Value '6' at 'it.count' failed to satisfy constraint: Member must have value less than or equal to 5; "
      "Value null at 'it.names.1.member' failed to satisfy constraint: Member must not be null; "
      "Value '' at 'it.inners.2.member.name' failed to satisfy constraint: "
      "Member must have length greater than or equal to 1");
}

TEST(Shape, HoldsListsAndMapsToTheirLengthsAndKeys) {
  EXPECT_EQ(
      said(R"({"Names":["a","b","c"]})"),
      "ValidationException: 1 validation error detected: Value '[\"a\",\"b\",\"c\"]' at 'it.names' failed to "
      "satisfy constraint: Member must have length less than or equal to 2");
  EXPECT_EQ(
      said(R"({"Map":{"K":"long"}})"),
      "ValidationException: 2 validation errors detected: Value '{\"K\":\"long\"}' at 'it.map' failed to "
      "satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to "
      "2, "
      "Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
      "[a-z]+]; Value 'long' at 'it.map.K.member' failed to satisfy constraint: Member must have length less "
      "than or equal to 3");
  EXPECT_NE(said(R"({"Map":{"a":"1","b":"2","c":"3"}})").find("less than or equal to 2"), std::string::npos);
}

TEST(Shape, LooksAtNoMoreOfAListThanIsTold) {
  std::string inners;
  for (int i = 0; i < 100000; ++i) inners += i == 0 ? "{}" : ",{}";
  EXPECT_LT(said((R"({"Inners":[)" + inners + "]}").c_str()).size(), 20000u);
  std::string map = R"("K1":"v")";
  for (int i = 2; i < 1000; ++i) map += ",\"K" + std::to_string(i) + "\":\"" + std::string(1000, 'v') + "\"";
  EXPECT_LT(said((R"({"Map":{)" + map + "}}").c_str()).size(), 4000000u);
}

TEST(Shape, CannotReadAnotherKind) {
  for (const char* wrong :
       {R"({"Inner":"x"})", R"({"Inner":[]})", R"({"Inner":5})", R"({"Count":"x"})", R"({"Count":1.5})",
        R"({"On":"x"})", R"({"On":1})", R"({"Names":"x"})", R"({"Names":[5]})", R"({"Inners":[[]]})",
        R"({"Map":[]})", R"({"Map":{"k":5}})", R"({"Inner":{"Name":5}})"}) {
    EXPECT_TRUE(said(wrong).starts_with("SerializationException: ")) << wrong << ": " << said(wrong);
  }
}

TEST(Kept, IsWhatIsSetAndKnownInItsOwnType) {
  EXPECT_EQ(
      json::to_text(
          kept(object(R"({"Else":1,"Count":"5","On":"true","Inner":{"More":1,"Name":"a","Colour":null},
                                          "Names":["x"],"Inners":[{"Name":"b","More":2}],"Map":{"k":"v"}})"),
               kShape)),
      R"({"Count":5,"On":true,"Inner":{"Name":"a"},"Names":["x"],"Inners":[{"Name":"b"}],"Map":{"k":"v"}})");
  EXPECT_EQ(json::to_text(kept(object(R"({"Count":5.0,"Inner":{},"Map":null})"), kShape)),
            R"({"Count":5,"Inner":{}})");
}

}  // namespace
}  // namespace sb::cloud::service
