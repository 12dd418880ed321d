// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_predicate.h"

#include <string>
#include <utility>
#include <variant>

#include "pattern/parse_anything_but.h"
#include "pattern/parse_cidr.h"
#include "pattern/parse_numeric.h"

namespace sb::pattern {

namespace {

using json::Token;
using Parsed = std::optional<Predicate>;

constexpr std::string_view kOneKey = "Only one key allowed in match expression";

Parsed refuse(ParseCursor& cursor, std::string_view reason) {
  cursor.fail(reason);
  return std::nullopt;
}

// The string that follows; `name` is the operator as the complaint calls it.
std::optional<std::string> read_string(ParseCursor& cursor, std::string_view name) {
  if (!cursor.expect_next(Token::kString, std::string(name) + " match pattern must be a string"))
    return std::nullopt;
  std::string text = cursor.token_text();
  return cursor.failed() ? std::nullopt : std::optional(std::move(text));
}

Parsed close(ParseCursor& cursor, Predicate predicate) {
  if (!cursor.expect_next(Token::kEndObject, kOneKey)) return std::nullopt;
  return predicate;
}

Parsed parse_exactly(ParseCursor& cursor) {
  auto text = read_string(cursor, "exact");
  return text ? close(cursor, ExactString{*std::move(text)}) : std::nullopt;
}

Parsed parse_equals_ignore_case(ParseCursor& cursor) {
  auto text = read_string(cursor, "equals-ignore-case");
  return text ? close(cursor, EqualsIgnoreCase{*std::move(text)}) : std::nullopt;
}

Parsed parse_wildcard_match(ParseCursor& cursor) {
  const auto text = read_string(cursor, "wildcard");
  if (!text) return std::nullopt;
  auto wildcard = parse_wildcard(*text);
  if (const auto* error = std::get_if<WildcardError>(&wildcard)) return refuse(cursor, error->reason);
  return close(cursor, WildcardMatch{std::get<Wildcard>(std::move(wildcard))});
}

// {"prefix":"x"} or {"prefix":{"equals-ignore-case":"x"}}; Affix is Prefix or Suffix.
template <class Affix>
Parsed parse_affix(ParseCursor& cursor, std::string_view name, std::string_view capitalized_name) {
  const Token token = cursor.next();
  if (token == Token::kString) {
    std::string text = cursor.token_text();
    return close(cursor, Affix{std::move(text), CaseRule::kExact});
  }
  if (token != Token::kStartObject)
    return refuse(cursor, std::string(name) + " match pattern must be a string");
  if (!cursor.expect_next(Token::kFieldName, std::string(capitalized_name) + " expression name not found")) {
    return std::nullopt;
  }
  if (cursor.token_text() != "equals-ignore-case") {
    return refuse(cursor, "Unsupported " + std::string(name) + " pattern: " + cursor.token_text());
  }
  auto text = read_string(cursor, "equals-ignore-case");
  if (!text || !cursor.expect_next(Token::kEndObject, kOneKey)) return std::nullopt;
  return close(cursor, Affix{*std::move(text), CaseRule::kIgnore});
}

Parsed parse_exists(ParseCursor& cursor) {
  const Token token = cursor.next();
  if (token != Token::kTrue && token != Token::kFalse) {
    return refuse(cursor, "exists match pattern must be either true or false.");
  }
  return close(cursor, Exists{token == Token::kTrue ? Presence::kPresent : Presence::kAbsent});
}

// cidr's complaint about the type names prefix, as AWS's does.
Parsed parse_cidr_match(ParseCursor& cursor) {
  const auto text = read_string(cursor, "prefix");
  if (!text) return std::nullopt;
  auto cidr = parse_cidr(*text);
  if (const auto* error = std::get_if<CidrError>(&cidr)) {
    cursor.fail_nowhere(error->reason);
    return std::nullopt;
  }
  return close(cursor, std::get<Cidr>(cidr));
}

Parsed parse_expression(ParseCursor& cursor) {
  if (!cursor.expect_next(Token::kFieldName, "Match expression name not found")) return std::nullopt;
  const std::string type = cursor.token_text();
  if (type == "exactly") return parse_exactly(cursor);
  if (type == "prefix") return parse_affix<Prefix>(cursor, "prefix", "Prefix");
  if (type == "suffix") return parse_affix<Suffix>(cursor, "suffix", "Suffix");
  if (type == "numeric") return parse_numeric(cursor);
  if (type == "anything-but") return parse_anything_but(cursor);
  if (type == "exists") return parse_exists(cursor);
  if (type == "cidr") return parse_cidr_match(cursor);
  if (type == "equals-ignore-case") return parse_equals_ignore_case(cursor);
  if (type == "wildcard") return parse_wildcard_match(cursor);
  return refuse(cursor, "Unrecognized match type " + type);
}

Parsed parse_plain_string(ParseCursor& cursor) {
  std::string text = cursor.token_text();
  if (cursor.failed()) return std::nullopt;
  if (const auto address = parse_ip_address(text)) return ExactAddress{*address};
  return ExactString{std::move(text)};
}

}  // namespace

std::optional<Predicate> parse_predicate(ParseCursor& cursor) {
  switch (cursor.token()) {
    case Token::kStartObject:
      return parse_expression(cursor);
    case Token::kString:
      return parse_plain_string(cursor);
    case Token::kNumber:
      return ExactNumber{make_number(cursor.token_text())};
    case Token::kTrue:
      return ExactLiteral{Literal::kTrue};
    case Token::kFalse:
      return ExactLiteral{Literal::kFalse};
    case Token::kNull:
      return ExactLiteral{Literal::kNull};
    default:
      return refuse(cursor, "Match value must be String, number, true, false, or null");
  }
}

}  // namespace sb::pattern
