// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_cursor.h"

#include <utility>

#include "json/location.h"
#include "pattern/parse_hint.h"

namespace sb::pattern {

namespace {

ParseError make_error(std::string_view reason, std::string located_reason) {
  ParseError error;
  error.reason = reason;
  error.message = "Event pattern is not valid. Reason: " + located_reason;
  error.located_reason = std::move(located_reason);
  error.hint = hint_for(reason);
  return error;
}

}  // namespace

json::Token ParseCursor::next() {
  if (failed_) return token_ = json::Token::kError;
  token_ = tokenizer_.next();
  note_syntax_error();
  return token_;
}

const std::string& ParseCursor::token_text() {
  const std::string& text = tokenizer_.token_text();
  note_syntax_error();
  return text;
}

void ParseCursor::note_syntax_error() {
  if (!tokenizer_.failed()) return;
  const json::SyntaxError& error = tokenizer_.error();
  const bool first = !failed_;
  record(error.reason, error.offset, error.read_end);
  if (first) error_.ours = error.reason == json::kTextBehind;
  token_ = json::Token::kError;
}

bool ParseCursor::fail(std::string_view reason) {
  return record(reason, tokenizer_.position(), tokenizer_.position());
}

bool ParseCursor::fail_nowhere(std::string_view reason) {
  if (!failed_) error_ = make_error(reason, std::string(reason));
  failed_ = true;
  return false;
}

bool ParseCursor::fail_by_us(std::string_view reason) {
  const bool first = !failed_;
  fail_nowhere(reason);
  error_.ours = error_.ours || first;
  return false;
}

bool ParseCursor::expect_next(json::Token expected, std::string_view reason) {
  return next() == expected || fail(reason);
}

bool ParseCursor::record(std::string_view reason, size_t offset, size_t read_end) {
  if (failed_) return false;
  const json::Location location = json::locate(text_, offset);
  std::string located_reason = std::string(reason) + "\n at " + json::describe(text_, location);
  if (repeat_places_) located_reason += "\n at " + json::describe(text_, json::locate(text_, read_end));
  error_ = make_error(reason, std::move(located_reason));
  error_.line = location.line;
  error_.column = location.column;
  error_.offset = offset;
  failed_ = true;
  return false;
}

}  // namespace sb::pattern
