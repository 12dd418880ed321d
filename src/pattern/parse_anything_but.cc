// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_anything_but.h"

#include <string>
#include <utility>
#include <variant>

namespace sb::pattern {

namespace {

using json::Token;
using Form = AnythingBut::Form;

constexpr std::string_view kTooManyElements = "Too many elements in numeric expression";
constexpr std::string_view kScalarsOnly = "Inside anything but list, start|null|boolean is not supported.";
constexpr std::string_view kOneTypeOnly =
    "Inside anything but list, either all values are number or string, mixed type is not supported";

std::optional<Form> form_of(std::string_view op) {
  if (op == "equals-ignore-case") return Form::kEqualsIgnoreCase;
  if (op == "prefix") return Form::kPrefixes;
  if (op == "suffix") return Form::kSuffixes;
  if (op == "wildcard") return Form::kWildcards;
  return std::nullopt;
}

std::string_view strings_only(Form form) {
  if (form == Form::kEqualsIgnoreCase) {
    return "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";
  }
  return form == Form::kWildcards ? "wildcard match pattern must be a string"
                                  : "prefix/suffix match pattern must be a string";
}

// The current token as an operand of {"anything-but":{"prefix":…}} and its like.
bool add_text(ParseCursor& cursor, AnythingBut& but) {
  if (cursor.token() != Token::kString) return cursor.fail(strings_only(but.form));
  std::string text = cursor.token_text();
  if (text.empty() && (but.form == Form::kPrefixes || but.form == Form::kSuffixes)) {
    return cursor.fail("Null prefix/suffix not allowed");
  }
  but.texts.push_back(std::move(text));
  return !cursor.failed();
}

// Wildcards are looked into when all operands are read.
bool read_wildcards(ParseCursor& cursor, AnythingBut& but) {
  for (const std::string& text : std::exchange(but.texts, {})) {
    auto wildcard = parse_wildcard(text);
    if (const auto* error = std::get_if<WildcardError>(&wildcard)) return cursor.fail(error->reason);
    but.wildcards.push_back(std::get<Wildcard>(std::move(wildcard)));
  }
  return true;
}

bool read_inner(ParseCursor& cursor, AnythingBut& but) {
  if (cursor.token() == Token::kStartArray) {
    cursor.repeat_places(true);
    while (cursor.next() != Token::kEndArray) {
      if (!add_text(cursor, but)) return false;
    }
    cursor.repeat_places(false);
    if (but.texts.empty()) return cursor.fail("Empty arrays are not allowed");
  } else if (!add_text(cursor, but)) {
    return false;
  }
  return but.form != Form::kWildcards || read_wildcards(cursor, but);
}

bool read_list(ParseCursor& cursor, AnythingBut& but) {
  cursor.repeat_places(true);
  while (cursor.next() != Token::kEndArray) {
    if (cursor.token() == Token::kString) {
      but.texts.push_back(cursor.token_text());
    } else if (cursor.token() == Token::kNumber) {
      const auto value = comparable_value(cursor.token_text());
      cursor.repeat_places(value.has_value());
      if (!value) return cursor.fail("Cannot compare number : " + cursor.token_text());
      but.numbers.push_back(*value);
    } else {
      return cursor.fail(kScalarsOnly);
    }
  }
  cursor.repeat_places(false);
  if (but.texts.empty() == but.numbers.empty()) return cursor.fail(kOneTypeOnly);
  if (but.texts.empty()) but.form = Form::kNumbers;
  return true;
}

bool read_scalar(ParseCursor& cursor, AnythingBut& but) {
  if (cursor.token() == Token::kString) {
    but.texts.push_back(cursor.token_text());
    return !cursor.failed();
  }
  const auto value = comparable_value(cursor.token_text());
  if (!value) return cursor.fail_nowhere("Cannot compare number : " + cursor.token_text());
  but.form = Form::kNumbers;
  but.numbers.push_back(*value);
  return true;
}

bool is_operand(Token token) {
  return token == Token::kStartArray || token == Token::kString || token == Token::kNumber;
}

}  // namespace

std::optional<Predicate> parse_anything_but(ParseCursor& cursor) {
  AnythingBut but;
  const bool nested = cursor.next() == Token::kStartObject;
  if (nested) {
    if (!cursor.expect_next(Token::kFieldName, "Anything-But expression name not found")) return std::nullopt;
    const auto form = form_of(cursor.token_text());
    if (!form) {
      cursor.fail("Unsupported anything-but pattern: " + cursor.token_text());
      return std::nullopt;
    }
    but.form = *form;
    cursor.next();
  }
  if (!is_operand(cursor.token())) {
    cursor.fail("Value of anything-but must be an array or single string/number value.");
    return std::nullopt;
  }
  const bool read = nested                                 ? read_inner(cursor, but)
                    : cursor.token() == Token::kStartArray ? read_list(cursor, but)
                                                           : read_scalar(cursor, but);
  if (!read || !cursor.expect_next(Token::kEndObject, kTooManyElements)) return std::nullopt;
  if (nested && !cursor.expect_next(Token::kEndObject, kTooManyElements)) return std::nullopt;
  return but;
}

}  // namespace sb::pattern
