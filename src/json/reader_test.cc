// SPDX-License-Identifier: Apache-2.0
#include "json/reader.h"

#include <gtest/gtest.h>

#include <ostream>

#include "json/tokenizer.h"
#include "json/unicode.h"

namespace sb::json {
namespace {

Node read_good(std::string_view text) {
  ReadResult result = read(text);
  EXPECT_TRUE(result.ok()) << text << ": " << result.error.reason;
  return result.ok() ? std::move(result.tree->root) : Node{};
}

TEST(Reader, KeepsSpellingOrderDuplicatesAndPlaces) {
  const std::string_view text = R"( {"a": 1.50, "b":"x\u0041", "a":[ {} ,null] } )";
  const Node root = read_good(text);
  ASSERT_EQ(root.children.size(), 3u);
  EXPECT_EQ(root.children[0].key, "a");
  EXPECT_EQ(root.children[0].text, "1.50");
  EXPECT_EQ(root.children[1].text, "xA");
  EXPECT_EQ(root.children[2].key, "a");
  EXPECT_EQ(root.children[2].kind, Kind::kArray);
  EXPECT_EQ(root.find("a"), &root.children[2]);
  EXPECT_EQ(root.find("c"), nullptr);
  const auto slice = [text](const Node& node) { return text.substr(node.begin, node.end - node.begin); };
  EXPECT_EQ(slice(root), R"({"a": 1.50, "b":"x\u0041", "a":[ {} ,null] })");
  EXPECT_EQ(slice(root.children[0]), "1.50");
  EXPECT_EQ(slice(root.children[1]), R"("x\u0041")");
  EXPECT_EQ(slice(root.children[2]), "[ {} ,null]");
  EXPECT_EQ(slice(root.children[2].children[0]), "{}");
  EXPECT_EQ(slice(root.children[2].children[1]), "null");
}

TEST(Reader, DecodesEscapesAndPairs) {
  EXPECT_EQ(read_good(R"("\"\\\/\b\f\n\r\t\u00e9")").text, "\"\\/\b\f\n\r\t\u00e9");
  EXPECT_EQ(read_good(R"("\ud83d\ude00")").text, "\U0001F600");
}

TEST(Reader, LoneSurrogatesStayThemselves) {
  std::string high;
  append_code_point(high, 0xD83D);
  EXPECT_EQ(read_good(R"("\ud83d")").text, high);
  EXPECT_EQ(read_good(R"("\ud83dx")").text, high + "x");
  EXPECT_EQ(read_good(R"("\ud83d\ud83d\ude00")").text, high + "\U0001F600");
  EXPECT_EQ(read_good(R"("\ud83d\n")").text, high + "\n");
  EXPECT_NE(read_good(R"("\ud83d")").text, "?");
}

TEST(Reader, NestsTo1000AndNoDeeper) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(read(nested(kDepthMax)).ok());
  EXPECT_FALSE(read(nested(kDepthMax + 1)).ok());
  EXPECT_FALSE(read(std::string(1000000, '[')).ok());
}

TEST(Reader, NumbersHave1000DigitsAtMost) {
  EXPECT_TRUE(read(std::string(kNumberDigitsMax, '1')).ok());
  EXPECT_FALSE(read(std::string(kNumberDigitsMax + 1, '1')).ok());
}

struct Refusal {
  std::string_view text;
  std::string_view reason;
  Location location;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.text; }

class ReaderRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ReaderRefuses, WithReasonAndPlace) {
  const ReadResult result = read(GetParam().text);
  ASSERT_FALSE(result.ok()) << GetParam().text;
  EXPECT_EQ(result.error.reason, GetParam().reason) << GetParam().text;
  EXPECT_EQ(result.error.location, GetParam().location) << GetParam().text;
}

constexpr std::string_view kNotAValue =
    ": expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
constexpr Refusal kRefusals[] = {
    {"", "Unexpected end-of-input: expected a JSON value", {1, 1}},
    {"this is",
     "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
     "or "
     "'false')",
     {1, 5}},
    {"[truex]",
     "Unrecognized token 'truex': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
     "or 'false')",
     {1, 7}},
    {"[tru]",
     "Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
     "'false')",
     {1, 5}},
    {"[NaN]",
     "Unrecognized token 'NaN': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
     "'false')",
     {1, 5}},
    {"{'a':1}",
     "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
     {1, 2}},
    {"{\u201ca\u201d:1}",
     "Unexpected character ('\u201c' (code 8220 / 0x201c)): was expecting double-quote to start "
     "field name",
     {1, 2}},
    {"{\"a\":1,}",
     "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
     {1, 8}},
    {"{\"a\" 1}",
     "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
     {1, 6}},
    {"{\"a\":1 \"b\":2}",
     "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
     {1, 8}},
    {"[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", {1, 4}},
    {"{\"a\":[1}",
     "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"{\"a\":[1}\"; "
     "line: 1, column: 6])",
     {1, 8}},
    {"{\"a\":1",
     "Unexpected end-of-input: expected close marker for Object (start marker at [Source: "
     "(String)\"{\"a\":1\"; "
     "line: 1, column: 1])",
     {1, 7}},
    {"[1,", "Unexpected end-of-input within/between Array entries", {1, 4}},
    {"{\"a\":", "Unexpected end-of-input within/between Object entries", {1, 6}},
    {"{\"a", "Unexpected end-of-input in field name", {1, 4}},
    {"[\"a", "Unexpected end-of-input: was expecting closing quote for a string value", {1, 4}},
    {"[\"a\\", "Unexpected end-of-input in character escape sequence", {1, 5}},
    {"[\"\\q\"]", "Unrecognized character escape 'q' (code 113)", {1, 4}},
    {"[\"\\u12g4\"]",
     "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
     {1, 7}},
    {"[\"a\nb\"]",
     "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included "
     "in string value",
     {1, 4}},
    {"[01]", "Invalid numeric value: Leading zeroes not allowed", {1, 3}},
    {"[-01]", "Invalid numeric value: Leading zeroes not allowed", {1, 4}},
    {"[-]",
     "Unexpected character (']' (code 93)) in numeric value: expected digit (0-9) to follow minus sign, for "
     "valid "
     "numeric value",
     {1, 3}},
    {"[1.]",
     "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit",
     {1, 3}},
    {"[1e+]",
     "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit",
     {1, 3}},
    {"{}\n x", "Unexpected text after the end of the JSON value", {2, 2}},
    {"{}{}", "Unexpected text after the end of the JSON value", {1, 3}},
    {"[\"\xFF\"]", "Invalid UTF-8", {1, 3}},
    {"[\"\xED\xA0\x80\"]", "Invalid UTF-8", {1, 3}},
};

INSTANTIATE_TEST_SUITE_P(Texts, ReaderRefuses, testing::ValuesIn(kRefusals));

TEST(Reader, RefusesWhatIsNoValue) {
  for (const std::string text : {"*", "]", ",", ".5", "+1", "\xEF\xBB\xBF{}"}) {
    const ReadResult result = read(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_TRUE(std::string_view(result.error.reason).ends_with(kNotAValue)) << result.error.reason;
    EXPECT_EQ(result.error.location, (Location{1, 1}));
  }
}

}  // namespace
}  // namespace sb::json
