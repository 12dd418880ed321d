// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "json/document.h"

namespace sb::json {
namespace {

// Long enough that simdjson is asked.
std::string around(const std::string& member) {
  return R"({"filler":")" + std::string(600, 'f') + R"(",)" + member + "}";
}

// What both readers make of a text: the value, or the reason.
std::string by(base::Result<Value> (*parse)(std::string_view, size_t), const std::string& text,
               size_t depth) {
  const auto read = parse(text, depth);
  return read.ok() ? to_text(*read) : read.error().message;
}

void expect_alike(const std::string& text, size_t depth = kDocumentDepthMax) {
  EXPECT_EQ(by(parse_message, text, depth), by(parse_document, text, depth)) << text;
}

TEST(ParseMessage, ReadsEveryKindOfValueAsDocumentsAreRead) {
  for (const char* value : {"0",
                            "-0",
                            "-1",
                            "9223372036854775807",
                            "-9223372036854775808",
                            "9223372036854775808",
                            "18446744073709551615",
                            "18446744073709551616",
                            "1.5",
                            "-0.0",
                            "1e3",
                            "1E400",
                            "true",
                            "false",
                            "null",
                            R"("")",
                            R"("a\"\\\/\b\f\n\r\tz")",
                            R"("\u00e9\u0000\ud83d\ude00")",
                            "\"\xC3\xA9\"",
                            "[]",
                            "{}",
                            R"([1,[2,[{"a":{}}]],"x"])",
                            R"({"a":{"b":[null,{"c":"d"}]}})"}) {
    expect_alike(around(std::string(R"("v":)") + value));
  }
}

TEST(ParseMessage, RefusesWhatDocumentsRefuseInTheSameWords) {
  for (const char* member : {R"("v":)",
                             R"("v":01)",
                             R"("v":+1)",
                             R"("v":.5)",
                             R"("v":NaN)",
                             R"("v":"\x")",
                             R"("v":"\ud800")",
                             R"("v":"\udc00")",
                             R"("v":"\ud800\u0041")",
                             "\"v\":\"\xFF\"",
                             "\"v\":\"\xED\xA0\x80\"",
                             "\"v\":\"a\nb\"",
                             R"("v":1,)",
                             R"("v":1}{)",
                             R"("v":1} x)",
                             R"("v")",
                             R"(v:1)",
                             R"("v":[1 2])",
                             R"("v":[1}])",
                             R"("v":"open)"}) {
    expect_alike(around(member));
  }
}

TEST(ParseMessage, OfMembersOfOneNameTheLastCountsInThePlaceOfTheFirst) {
  expect_alike(around(R"("a":1,"b":2,"a":{"c":3})"));
  EXPECT_EQ(parse_message(around(R"("a":1,"a":2)"))->at("a"), 2);
}

TEST(ParseMessage, IsAsDeepAsItsCallerAllows) {
  for (size_t depth = 1; depth < 12; ++depth)
    expect_alike(around(R"("v":)" + std::string(depth, '[') + std::string(depth, ']')), 8);
}

TEST(ParseMessage, TextsOfEveryLengthAreReadAlike) {
  for (size_t length = 0; length < 1300; length += 7)
    expect_alike(R"({"v":")" + std::string(length, 'x') + "\"}");
  expect_alike(R"({"v":")" + std::string(2'000'000, 'x') + "\"}");
  expect_alike("[\"" + std::string(700, 'x') + "\"]");
  expect_alike("");
}

TEST(ParseMessage, RandomDamageIsSeenByBoth) {
  std::mt19937 random(7);
  const std::string whole = around(R"("list":[1,-2.5,"a\"b",{"k":"\u00e9","n":null}],"o":{"t":true}})");
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole.substr(0, whole.size() - 1);
    const size_t at = 600 + random() % (text.size() - 600);
    text[at] = static_cast<char>(random() % 128);
    expect_alike(text);
  }
}

}  // namespace
}  // namespace sb::json
