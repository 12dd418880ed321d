// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <variant>

namespace sb::pattern {
namespace {

struct Refusal {
  std::string_view text;
  std::string_view reason;
  int column;  // 0: AWS names no place
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.text; }

class ParseRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ParseRefuses, WithAwsReasonAndColumn) {
  const Refusal& expected = GetParam();
  const ParseResult result = parse(expected.text);
  ASSERT_FALSE(result.ok()) << expected.text;
  const ParseError& error = result.error;
  EXPECT_EQ(error.reason, expected.reason) << expected.text;
  EXPECT_EQ(error.column, expected.column) << expected.text;
  EXPECT_EQ(error.line, expected.column == 0 ? 0 : 1) << expected.text;
  EXPECT_EQ(error.message, "Event pattern is not valid. Reason: " + error.located_reason);
  const std::string place = "\n at [Source: (String)\"" + std::string(expected.text) +
                            "\"; line: 1, column: " + std::to_string(expected.column) + "]";
  const std::string located = error.reason + (expected.column == 0 ? "" : place);
  EXPECT_TRUE(error.located_reason == located || error.located_reason == located + place)
      << error.located_reason;
}

constexpr std::string_view kTooComplex =
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after "
    "a wildcard "
    "character";
constexpr std::string_view kNoToken =
    "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

// The three examples of the column rule, then every reason by subject.
constexpr Refusal kShape[] = {
    {R"({"string": "my-value"})", R"("string" must be an object or an array)", 13},
    {R"({"key":[]})", "Empty arrays are not allowed", 10},
    {R"({"key":[{"exists":"no"}]})", "exists match pattern must be either true or false.", 20},
    {R"({"n": 42})", R"("n" must be an object or an array)", 9},
    {R"({"n":{"m":null}})", R"("m" must be an object or an array)", 15},
    {R"(["a"])", "Filter is not an object", 2},
    {R"("a")", "Filter is not an object", 2},
    {R"(7)", "Filter is not an object", 2},
    {R"()", "Filter is not an object", 1},
    {R"({})", "Empty objects are not allowed", 3},
    {R"({"a":{}})", "Empty objects are not allowed", 8},
    {R"({"a":[["x"]]})", "Match value must be String, number, true, false, or null", 8},
    {R"({"a":["x",[1]]})", "Match value must be String, number, true, false, or null", 12},
    {R"({"a":[{}]})", "Match expression name not found", 9},
    {R"({"a":[{"prefix":"x","suffix":"y"}]})", "Only one key allowed in match expression", 31},
    {R"({"a":[{"exists":true,"suffix":"y"}]})", "Only one key allowed in match expression", 32},
    {R"({"a":[{"EXISTS":true}]})", "Unrecognized match type EXISTS", 21},
    {R"({"a":[{"like":"x"}]})", "Unrecognized match type like", 16},
    {R"({"a":[{"exists":null}]})", "exists match pattern must be either true or false.", 21},
};

constexpr Refusal kStrings[] = {
    {R"({"a":[{"prefix":5}]})", "prefix match pattern must be a string", 18},
    {R"({"a":[{"prefix":["x"]}]})", "prefix match pattern must be a string", 18},
    {R"({"a":[{"suffix":null}]})", "suffix match pattern must be a string", 21},
    {R"({"a":[{"wildcard":["x"]}]})", "wildcard match pattern must be a string", 20},
    {R"({"a":[{"equals-ignore-case":{"prefix":"x"}}]})", "equals-ignore-case match pattern must be a string",
     30},
    {R"({"a":[{"exactly":5}]})", "exact match pattern must be a string", 19},
    {R"({"a":[{"prefix":{"equals-ignore-case":5}}]})", "equals-ignore-case match pattern must be a string",
     40},
    {R"({"a":[{"prefix":{"wildcard":"x"}}]})", "Unsupported prefix pattern: wildcard", 30},
    {R"({"a":[{"suffix":{"wildcard":"x"}}]})", "Unsupported suffix pattern: wildcard", 30},
    {R"({"a":[{"prefix":{}}]})", "Prefix expression name not found", 19},
    {R"({"a":[{"suffix":{}}]})", "Suffix expression name not found", 19},
    {R"({"a":[{"wildcard":"a**b"}]})", "Consecutive wildcard characters at pos 2", 25},
    {R"({"a":[{"wildcard":"é**"}]})", "Consecutive wildcard characters at pos 3", 24},
    {R"({"a":[{"wildcard":"a\\b"}]})", "Invalid escape character at pos 2", 25},
    {R"({"a":[{"wildcard":"a\\"}]})", "Invalid escape character at pos 2", 24},
    {R"({"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]})", kTooComplex, 0},
};

constexpr Refusal kAnythingBut[] = {
    {R"({"a":[{"anything-but":null}]})",
     "Value of anything-but must be an array or single string/number value.", 27},
    {R"({"a":[{"anything-but":true}]})",
     "Value of anything-but must be an array or single string/number value.", 27},
    {R"({"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]})",
     "Value of anything-but must be an array or single string/number value.", 34},
    {R"({"a":[{"anything-but":{}}]})", "Anything-But expression name not found", 25},
    {R"({"a":[{"anything-but":{"numeric":["=",5]}}]})", "Unsupported anything-but pattern: numeric", 35},
    {R"({"a":[{"anything-but":["x",null]}]})",
     "Inside anything but list, start|null|boolean is not supported.", 32},
    {R"({"a":[{"anything-but":[["x"]]}]})", "Inside anything but list, start|null|boolean is not supported.",
     25},
    {R"({"a":[{"anything-but":["x",5]}]})",
     "Inside anything but list, either all values are number or string, mixed type is not supported", 30},
    {R"({"a":[{"anything-but":[]}]})",
     "Inside anything but list, either all values are number or string, mixed type is not supported", 25},
    {R"({"a":[{"anything-but":{"equals-ignore-case":5}}]})",
     "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", 46},
    {R"({"a":[{"anything-but":{"equals-ignore-case":["x",5]}}]})",
     "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.", 51},
    {R"({"a":[{"anything-but":{"prefix":5}}]})", "prefix/suffix match pattern must be a string", 34},
    {R"({"a":[{"anything-but":{"suffix":[null]}}]})", "prefix/suffix match pattern must be a string", 38},
    {R"({"a":[{"anything-but":{"wildcard":[true]}}]})", "wildcard match pattern must be a string", 40},
    {R"({"a":[{"anything-but":{"prefix":""}}]})", "Null prefix/suffix not allowed", 35},
    {R"({"a":[{"anything-but":{"suffix":["x",""]}}]})", "Null prefix/suffix not allowed", 40},
    {R"({"a":[{"anything-but":{"wildcard":"x**"}}]})", "Consecutive wildcard characters at pos 2", 40},
    {R"({"a":[{"anything-but":{"prefix":[]}}]})", "Empty arrays are not allowed", 35},
    {R"({"a":[{"anything-but":9007199254740993}]})", "Cannot compare number : 9007199254740993", 0},
    {R"({"a":[{"anything-but":[9007199254740993]}]})", "Cannot compare number : 9007199254740993", 40},
    {R"({"a":[{"anything-but":"x","b":1}]})", "Too many elements in numeric expression", 32},
};

constexpr Refusal kNumeric[] = {
    {R"({"a":[{"numeric":5}]})", "Value of numeric must be an array.", 19},
    {R"({"a":[{"numeric":[]}]})", "Invalid member in numeric match: ]", 20},
    {R"({"a":[{"numeric":[5]}]})", "Invalid member in numeric match: 5", 20},
    {R"({"a":[{"numeric":["!=",5]}]})", "Unrecognized numeric range operator: !=", 25},
    {R"({"a":[{"numeric":["=","5"]}]})", "Value of equals must be numeric", 24},
    {R"({"a":[{"numeric":["<"]}]})", "Value of < must be numeric", 23},
    {R"({"a":[{"numeric":["<=",null]}]})", "Value of <= must be numeric", 28},
    {R"({"a":[{"numeric":[">",true]}]})", "Value of > must be numeric", 27},
    {R"({"a":[{"numeric":[">=","5"]}]})", "Value of >= must be numeric", 25},
    {R"({"a":[{"numeric":["=",5,"<",6]}]})", "Too many elements in numeric expression", 26},
    {R"({"a":[{"numeric":["<",10,">",1]}]})", "Too many elements in numeric expression", 27},
    {R"({"a":[{"numeric":[">",1,2]}]})", "Bad value in numeric range: 2", 26},
    {R"({"a":[{"numeric":[">",1,">",2]}]})", "Bad numeric range operator: >", 28},
    {R"({"a":[{"numeric":[">",1,"<"]}]})", "Value of < must be numeric", 29},
    {R"({"a":[{"numeric":[">",1,"<",5,"<",6]}]})", "Too many terms in numeric range expression", 32},
    {R"({"a":[{"numeric":[">=",5,"<=",5]}]})", "Bottom must be less than top", 33},
    {R"({"a":[{"numeric":["=",9007199254740993]}]})", "Cannot compare number : 9007199254740993", 40},
    {R"({"a":[{"numeric":["=",5],"b":1}]})", "Too many elements in numeric expression", 31},
};

constexpr Refusal kAddresses[] = {
    {R"({"a":[{"cidr":["x"]}]})", "prefix match pattern must be a string", 16},
    {R"({"a":[{"cidr":"bad"}]})", "Malformed CIDR, one '/' required", 0},
    {R"({"a":[{"cidr":"1/2/3"}]})", "Malformed CIDR, one '/' required", 0},
    {R"({"a":[{"cidr":"10.0.0.0/"}]})", "Malformed CIDR, one '/' required", 0},
    {R"({"a":[{"cidr":"bad-/64x"}]})", "Malformed CIDR, mask bits must be an integer", 0},
    {R"({"a":[{"cidr":"10.0.0.0/++8"}]})", "Malformed CIDR, mask bits must be an integer", 0},
    {R"({"a":[{"cidr":"10.0.0.0/99999999999"}]})", "Malformed CIDR, mask bits must be an integer", 0},
    {R"({"a":[{"cidr":"10.0.0.0/-1"}]})", "Malformed CIDR, mask bits must not be negative", 0},
    {R"({"a":[{"cidr":"xx.11.xx/8"}]})", "Nonstandard IP address: xx.11.xx", 0},
    {R"({"a":[{"cidr":"999.0.0.1/8"}]})", "Invalid IP address: 999.0.0.1", 0},
    {R"({"a":[{"cidr":"10.0.0.0/32"}]})", "IPv4 mask bits must be < 32", 0},
    {R"({"a":[{"cidr":"::ffff:0:0/96"}]})", "IPv4 mask bits must be < 32", 0},
    {R"({"a":[{"cidr":"::1/128"}]})", "IPv6 mask bits must be < 128", 0},
};

constexpr Refusal kOr[] = {
    {R"({"$or":{"a":["x"]}})", "It must be an Array followed with $or.", 9},
    {R"({"$or":[{"a":["x"]}]})", "There must have at least 2 Objects in $or relationship.", 21},
    {R"({"$or":["x"]})", "Only JSON object is allowed in array of $or relationship.", 10},
    {R"({"$or":[{"numeric":["x"]},{"b":["y"]}]})",
     "numeric is Ruler reserved fieldName which cannot be used inside $or.", 21},
    {R"({"$or":[{"a":{"<":["x"]}},{"b":["y"]}]})",
     "< is Ruler reserved fieldName which cannot be used inside $or.", 20},
    {R"({"$or":[{},{"b":["y"]}]})", "Empty objects are not allowed", 11},
};

constexpr Refusal kText[] = {
    {"{'a':['x']}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
     2},
    {R"({"a":["x"]} x)", "Unexpected text after the end of the JSON value", 13},
    {R"({"a":["x"]}{"b":["y"]})", "Unexpected text after the end of the JSON value", 12},
    {R"({"a":[01]})", "Invalid numeric value: Leading zeroes not allowed", 8},
    {R"({"a":5,"b":tru})", R"("a" must be an object or an array)", 7},  // the first fault counts
    {R"({"é":5})", R"("é" must be an object or an array)", 7},
};

INSTANTIATE_TEST_SUITE_P(Shape, ParseRefuses, testing::ValuesIn(kShape));
INSTANTIATE_TEST_SUITE_P(Strings, ParseRefuses, testing::ValuesIn(kStrings));
INSTANTIATE_TEST_SUITE_P(AnythingBut, ParseRefuses, testing::ValuesIn(kAnythingBut));
INSTANTIATE_TEST_SUITE_P(Numeric, ParseRefuses, testing::ValuesIn(kNumeric));
INSTANTIATE_TEST_SUITE_P(Addresses, ParseRefuses, testing::ValuesIn(kAddresses));
INSTANTIATE_TEST_SUITE_P(Or, ParseRefuses, testing::ValuesIn(kOr));
INSTANTIATE_TEST_SUITE_P(Text, ParseRefuses, testing::ValuesIn(kText));

TEST(Parse, GivesEventBridgesWholeMessage) {
  EXPECT_EQ(parse(R"({"key":[]})").error.message,
            "Event pattern is not valid. Reason: Empty arrays are not allowed\n"
            " at [Source: (String)\"{\"key\":[]}\"; line: 1, column: 10]");
  EXPECT_EQ(parse("tru").error.reason, "Unrecognized token 'tru': " + std::string(kNoToken));
}

TEST(Parse, RepeatsThePlaceInsideAListOfAnythingBut) {
  const std::string place =
      "\n at [Source: (String)\"{\"a\":[{\"anything-but\":[null]}]}\"; line: 1, column: 28]";
  EXPECT_EQ(parse(R"({"a":[{"anything-but":[null]}]})").error.located_reason,
            "Inside anything but list, start|null|boolean is not supported." + place + place);
}

TEST(Parse, CountsLines) {
  const ParseError error = parse("{\n  \"a\": [\"x\"],\n  \"b\": []\n}").error;
  EXPECT_EQ(error.line, 3);
  EXPECT_EQ(error.column, 10);
}

TEST(Parse, HintsAtTheRemedy) {
  EXPECT_EQ(parse(R"({"a":[{"PREFIX":"x"}]})").error.hint, "Did you mean \"prefix\"?");
  EXPECT_NE(parse(R"({"a":"x"})").error.hint.find(R"({"key":["value"]})"), std::string::npos);
}

const Pattern& good(ParseResult& result, std::string_view text) {
  result = parse(text);
  EXPECT_TRUE(result.ok()) << text << ": " << result.error.message;
  return *result.pattern;
}

std::vector<std::vector<std::string>> names(const Pattern& pattern) {
  std::vector<std::vector<std::string>> out;
  for (const SubRule& sub_rule : pattern.sub_rules) {
    auto& fields = out.emplace_back();
    for (const uint32_t index : sub_rule) fields.push_back(pattern.fields[index].path.name);
  }
  return out;
}

using Names = std::vector<std::vector<std::string>>;

TEST(Parse, JoinsKeysToPathsAndOrdersThem) {
  ParseResult result;
  const Pattern& pattern = good(result, R"({"b":{"x.y":[1],"c":[2]},"a-b":[3],"a":{"b":[4]},"":[5]})");
  EXPECT_EQ(names(pattern), (Names{{"", "a-b", "a.b", "b.c", "b.x.y"}}));
  EXPECT_EQ(pattern.fields[0].path.segments, (std::vector<std::string>{"b", "x", "y"}));
}

TEST(Parse, TheLastOfAPathWins) {
  ParseResult result;
  const Pattern& pattern = good(result, R"({"a.b":["x"],"a":{"b":["y"],"c":[1]}})");
  ASSERT_EQ(names(pattern), (Names{{"a.b", "a.c"}}));
  const auto& predicate = pattern.fields[pattern.sub_rules[0][0]].predicates.at(0);
  EXPECT_EQ(std::get<ExactString>(predicate).value, "y");
}

TEST(Parse, OrMakesCombinationsWithoutRepeatingFields) {
  ParseResult result;
  const Pattern& pattern = good(result, R"({"z":[0],"$or":[{"a":[1]},{"b":[2]}],)"
                                        R"("q":{"$or":[{"c":[3]},{"d":[4],"$or":[{"e":[5]},{"f":[6]}]}]}})");
  EXPECT_EQ(names(pattern), (Names{{"a", "q.c", "z"},
                                   {"b", "q.c", "z"},
                                   {"a", "q.d", "q.e", "z"},
                                   {"b", "q.d", "q.e", "z"},
                                   {"a", "q.d", "q.f", "z"},
                                   {"b", "q.d", "q.f", "z"}}));
  EXPECT_EQ(pattern.fields.size(), 7u);
}

TEST(Parse, PredicatesBecomePlainData) {
  ParseResult result;
  const Pattern& pattern =
      good(result, R"({"a":["x","10.0.0.1",5,null,{"prefix":"p"},{"suffix":{"equals-ignore-case":"s"}},)"
                   R"({"wildcard":"a*\\*"},)"
                   R"({"anything-but":[1,2]},{"numeric":[">",0,"<=",5]},{"cidr":"10.9.9.9/8"},)"
                   R"({"exists":false},{"exactly":"::1"}]})");
  const auto& all = pattern.fields.at(0).predicates;
  ASSERT_EQ(all.size(), 12u);
  EXPECT_EQ(std::get<ExactString>(all[0]).value, "x");
  EXPECT_EQ(std::get<ExactAddress>(all[1]).address, parse_ip_address("10.0.0.1"));
  EXPECT_EQ(std::get<ExactNumber>(all[2]).number.comparable, 5.0);
  EXPECT_EQ(std::get<ExactLiteral>(all[3]).value, Literal::kNull);
  EXPECT_EQ(std::get<Prefix>(all[4]).case_rule, CaseRule::kExact);
  EXPECT_EQ(std::get<Suffix>(all[5]).case_rule, CaseRule::kIgnore);
  EXPECT_EQ(std::get<WildcardMatch>(all[6]).wildcard.pieces, (std::vector<std::string>{"a", "*"}));
  EXPECT_EQ(std::get<AnythingBut>(all[7]).numbers, (std::vector<double>{1, 2}));
  const auto& range = std::get<NumericRange>(all[8]);
  EXPECT_FALSE(range.lower->inclusive);
  EXPECT_TRUE(range.upper->inclusive);
  EXPECT_EQ(std::get<Cidr>(all[9]).prefix_bits, 8);
  EXPECT_EQ(std::get<Exists>(all[10]).presence, Presence::kAbsent);
  EXPECT_EQ(std::get<ExactString>(all[11]).value, "::1");
}

std::string pattern_of_fields(int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) text += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + "\":[1]";
  return text + "}";
}

TEST(Parse, TakesAtMost256FieldsTogether) {
  EXPECT_TRUE(parse(pattern_of_fields(256)).ok());
  EXPECT_EQ(parse(pattern_of_fields(257)).error.reason, "Size of rule exceeds max value of 256");
}

std::string ors(int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    text += std::string(i == 0 ? "" : ",") + R"("$or":[{"a)" + n + R"(":[1]},{"b)" + n + R"(":[1]}])";
  }
  return text + "}";
}

TEST(Parse, TakesAtMost1000Combinations) {
  EXPECT_EQ(parse(ors(9)).pattern->sub_rules.size(), 512u);
  EXPECT_EQ(parse(ors(10)).error.reason,
            "$or makes more than 1000 combinations, more than Switchboard takes");
  EXPECT_FALSE(parse(ors(2000)).ok());
}

// Compared name by name in each combination, these would take a minute.
TEST(Parse, OrdersManyLongPathsInManyCombinations) {
  std::string text = "{\"" + std::string(4000, 'p') + "\":{";
  for (int i = 0; i < 226; ++i) text += "\"" + std::to_string(i) + "\":[1],";
  for (const char* name : {"a", "b", "c"}) {
    text += R"("$or":[)";
    for (int i = 0; i < 10; ++i) {
      text += std::string(i == 0 ? "{\"" : ",{\"") + name + std::to_string(i) + R"(":[1]})";
    }
    text += *name == 'c' ? "]" : "],";
  }
  const ParseResult result = parse(text + "}}");
  ASSERT_TRUE(result.ok()) << result.error.reason;
  ASSERT_EQ(result.pattern->sub_rules.size(), 1000u);
  for (const size_t combination : {0, 500, 999}) {
    std::vector<std::string_view> paths;
    for (const uint32_t field : result.pattern->sub_rules[combination]) {
      paths.push_back(result.pattern->fields[field].path.name);
    }
    ASSERT_EQ(paths.size(), 229u);
    ASSERT_TRUE(std::is_sorted(paths.begin(), paths.end()));
  }
}

TEST(Parse, FieldsShareTheStepsForWildcards) {
  size_t left = 1000;
  ASSERT_TRUE(parse(R"({"a":[{"wildcard":"*abc*"}]})", left).ok());
  const size_t used = 1000 - left;
  ASSERT_GT(used, 1u);
  constexpr std::string_view kTwice = R"({"a":[{"wildcard":"*abc*"}],"b":[{"wildcard":"*abc*"}]})";
  left = 2 * used - 1;
  EXPECT_EQ(parse(kTwice, left).error.reason, kTooComplex);
  left = 2 * used;
  EXPECT_TRUE(parse(kTwice, left).ok());
}

TEST(Parse, SurvivesDeepText) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += R"({"a":)";
  EXPECT_FALSE(parse(text).ok());
  text.clear();
  for (int i = 0; i < 5000; ++i) text += R"({"$or":[)";
  EXPECT_FALSE(parse(text).ok());
}

}  // namespace
}  // namespace sb::pattern
