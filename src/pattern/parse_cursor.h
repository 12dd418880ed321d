// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "json/tokenizer.h"
#include "pattern/parse.h"

namespace sb::pattern {

// A tokenizer that keeps the first complaint, be it about JSON or about the pattern, and after it answers
// Token::kError only. For the files that make up parse(). The text must outlive it.
class ParseCursor {
 public:
  explicit ParseCursor(std::string_view text) : text_(text), tokenizer_(text) {}

  json::Token next();
  json::Token token() const { return token_; }
  // The current token's text. What comes of a malformed string is of no use; failed() says so.
  const std::string& token_text();

  // Complains about the place read up to, or about none. They return false, for `return cursor.fail(…)`.
  bool fail(std::string_view reason);
  bool fail_nowhere(std::string_view reason);
  // The same of what only we do not take.
  bool fail_by_us(std::string_view reason);
  bool failed() const { return failed_; }

  // next() has to give `expected`, else `reason` is the complaint.
  bool expect_next(json::Token expected, std::string_view reason);

  // While set, complaints carry their place twice: where the fault is and what was read up to.
  void repeat_places(bool repeat) { repeat_places_ = repeat; }

  // To be asked for when failed().
  const ParseError& error() const { return error_; }

 private:
  bool record(std::string_view reason, size_t offset, size_t read_end);
  void note_syntax_error();

  std::string_view text_;
  json::Tokenizer tokenizer_;
  json::Token token_ = json::Token::kEnd;
  bool repeat_places_ = false;
  bool failed_ = false;
  ParseError error_;
};

}  // namespace sb::pattern
