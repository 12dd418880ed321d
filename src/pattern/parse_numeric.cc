// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_numeric.h"

#include <string>

namespace sb::pattern {

namespace {

using json::Token;
using Range = std::optional<NumericRange>;

constexpr std::string_view kTooManyElements = "Too many elements in numeric expression";

Range refuse(ParseCursor& cursor, std::string_view reason) {
  cursor.fail(reason);
  return std::nullopt;
}

std::optional<double> comparable(ParseCursor& cursor, const std::string& spelling) {
  const auto value = comparable_value(spelling);
  if (!value) cursor.fail("Cannot compare number : " + spelling);
  return value;
}

Range parse_equals(ParseCursor& cursor, const std::string& spelling) {
  if (!cursor.expect_next(Token::kEndArray, kTooManyElements)) return std::nullopt;
  const auto value = comparable(cursor, spelling);
  if (!value) return std::nullopt;
  return NumericRange{Bound{*value, true}, Bound{*value, true}};
}

Range parse_upper(ParseCursor& cursor, const std::string& spelling, bool inclusive) {
  if (!cursor.expect_next(Token::kEndArray, kTooManyElements)) return std::nullopt;
  const auto value = comparable(cursor, spelling);
  if (!value) return std::nullopt;
  return NumericRange{std::nullopt, Bound{*value, inclusive}};
}

// From behind the lower bound.
Range parse_lower(ParseCursor& cursor, const std::string& spelling, bool inclusive) {
  const Token token = cursor.next();
  if (token == Token::kEndArray) {
    const auto value = comparable(cursor, spelling);
    return value ? Range(NumericRange{Bound{*value, inclusive}, std::nullopt}) : std::nullopt;
  }
  if (token != Token::kString) return refuse(cursor, "Bad value in numeric range: " + cursor.token_text());
  const std::string op = cursor.token_text();
  if (op != "<" && op != "<=") return refuse(cursor, "Bad numeric range operator: " + op);
  if (!cursor.expect_next(Token::kNumber, "Value of " + op + " must be numeric")) return std::nullopt;
  const std::string top = cursor.token_text();
  if (!cursor.expect_next(Token::kEndArray, "Too many terms in numeric range expression"))
    return std::nullopt;
  const auto lower = comparable(cursor, spelling);
  if (!lower) return std::nullopt;
  const auto upper = comparable(cursor, top);
  if (!upper) return std::nullopt;
  if (*lower >= *upper) return refuse(cursor, "Bottom must be less than top");
  return NumericRange{Bound{*lower, inclusive}, Bound{*upper, op == "<="}};
}

Range parse_range(ParseCursor& cursor) {
  if (cursor.next() != Token::kString) {
    return refuse(cursor, "Invalid member in numeric match: " + cursor.token_text());
  }
  const std::string op = cursor.token_text();
  const Token token = cursor.next();
  if (op != "=" && op != "<" && op != "<=" && op != ">" && op != ">=") {
    return refuse(cursor, "Unrecognized numeric range operator: " + op);
  }
  if (token != Token::kNumber)
    return refuse(cursor, "Value of " + (op == "=" ? "equals" : op) + " must be numeric");
  const std::string spelling = cursor.token_text();
  if (op == "=") return parse_equals(cursor, spelling);
  const bool inclusive = op.size() == 2;
  return op[0] == '<' ? parse_upper(cursor, spelling, inclusive) : parse_lower(cursor, spelling, inclusive);
}

}  // namespace

std::optional<Predicate> parse_numeric(ParseCursor& cursor) {
  if (!cursor.expect_next(Token::kStartArray, "Value of numeric must be an array.")) return std::nullopt;
  const Range range = parse_range(cursor);
  if (!range || !cursor.expect_next(Token::kEndObject, kTooManyElements)) return std::nullopt;
  return *range;
}

}  // namespace sb::pattern
