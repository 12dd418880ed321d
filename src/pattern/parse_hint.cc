// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_hint.h"

#include <vector>

#include "base/text.h"

namespace sb::pattern {

namespace {

struct Hint {
  std::string_view fragment;  // of the reason
  std::string_view text;
};

// The first whose fragment occurs in the reason counts.
constexpr Hint kHints[] = {
    {"must be an object or an array", R"(Put the value in an array: {"key":["value"]}.)"},
    {"Filter is not an object", R"(A pattern is one JSON object, such as {"source":["my.app"]}.)"},
    {"Empty arrays are not allowed",
     R"(List at least one value; a missing field is matched by [{"exists":false}].)"},
    {"Empty objects are not allowed", "Name at least one field, or leave the object out."},
    {"Match value must be", "An array holds values and match expressions; all of them at one level."},
    {"Match expression name not found",
     R"(An empty object matches nothing; write an expression such as {"exists":true}.)"},
    {"Only one key allowed",
     R"(Give each expression its own object: [{"prefix":"a"},{"suffix":"z"}]; one of them has to hold.)"},
    {"exists match pattern", R"(Write {"exists":true} or {"exists":false}, without quotes around the word.)"},
    {"prefix/suffix match pattern must be a string",
     R"(Write a string or a list of strings: {"anything-but":{"prefix":["a","b"]}}.)"},
    {"match pattern must be a string",
     R"(Give one string; for several, list several expressions: [{"prefix":"a"},{"prefix":"b"}].)"},
    {"Null prefix/suffix not allowed", "Give at least one character."},
    {"Consecutive wildcard characters", "One * already stands for any run of characters."},
    {"Invalid escape character", R"(In JSON, write \\* for a star and \\\\ for a backslash.)"},
    {"Value of anything-but must be",
     "Write a string, a number or a list of them, or an object with prefix, suffix, equals-ignore-case or "
     "wildcard."},
    {"Inside anything-but/equals-ignore-case list", "List strings only."},
    {"Inside anything but list, start",
     "List strings or numbers only; instead of null or a boolean, write the values that may stand there."},
    {"mixed type is not supported", "List only strings or only numbers, at least one."},
    {"Unsupported anything-but pattern",
     "anything-but takes prefix, suffix, equals-ignore-case and wildcard."},
    {"Value of numeric must be an array", R"(Write {"numeric":[">",0,"<=",5]}.)"},
    {"Invalid member in numeric match", R"(Start with an operator: {"numeric":[">",0]}.)"},
    {"Unrecognized numeric range operator",
     R"(The operators are =, <, <=, > and >=; "different from" is {"anything-but":5}.)"},
    {"Bad numeric range operator", "The second bound takes < or <=."},
    {"Bad value in numeric range", R"(A range is an operator and a number, twice: [">",0,"<=",5].)"},
    {"must be numeric", "Write the number without quotes."},
    {"Value of equals must be numeric", "Write the number without quotes."},
    {"Too many elements in numeric", R"(A range gives its lower bound first: [">",0,"<=",5].)"},
    {"Too many terms in numeric", "A range has two bounds at most."},
    {"Bottom must be less than top",
     R"(The lower bound must be below the upper one; one number is {"numeric":["=",5]}.)"},
    {"Cannot compare number",
     "The number has more digits than can be compared; match it as it is spelled, or as a string."},
    {"Malformed CIDR, one '/' required", "Write an address and its mask bits: 10.0.0.0/24."},
    {"Malformed CIDR, mask bits", "The mask is a number of bits: 10.0.0.0/24."},
    {"mask bits must be <", R"(A single address is matched as a plain string: ["10.0.0.1"].)"},
    {"IP address:", "Write an IPv4 address (10.0.0.0/24) or an IPv6 address (2001:db8::/32)."},
    {"It must be an Array followed with $or", R"(Write {"$or":[{"a":["x"]},{"b":["y"]}]}.)"},
    {"at least 2 Objects in $or", "With one alternative, leave $or out."},
    {"Only JSON object is allowed in array of $or", R"(Write {"$or":[{"a":["x"]},{"b":["y"]}]}.)"},
    {"is Ruler reserved fieldName", "Inside $or a field cannot have the name of an operator."},
    {"$or makes more than", "Split the pattern into several rules."},
    {"Rule is too complex", "Use fewer stars, or prefix and suffix instead."},
    {"Size of rule exceeds", "Ask for fewer fields."},
    {"The names of all paths are longer", "Ask for fewer fields, or fields less deep."},
    {"Unexpected text after the end", "A pattern is one JSON object with nothing behind it."},
    {"was expecting double-quote", "Keys stand in double quotes, and no comma follows the last one."},
    {"Unrecognized token", "The text is not JSON here; strings stand in double quotes."},
};

constexpr std::string_view kUnknownType = "Unrecognized match type ";

std::string hint_for_type(std::string_view name) {
  static const std::vector<std::string> kTypes = {"prefix",   "suffix",       "equals-ignore-case",
                                                  "wildcard", "anything-but", "numeric",
                                                  "cidr",     "exists",       "exactly"};
  if (const auto type = base::suggest(base::to_lower(name), kTypes)) return "Did you mean \"" + *type + "\"?";
  return "The match types are " + base::join(kTypes, ", ") + ".";
}

}  // namespace

std::string hint_for(std::string_view reason) {
  if (reason.starts_with(kUnknownType)) return hint_for_type(reason.substr(kUnknownType.size()));
  for (const Hint& hint : kHints) {
    if (reason.find(hint.fragment) != std::string_view::npos) return std::string(hint.text);
  }
  return {};
}

}  // namespace sb::pattern
