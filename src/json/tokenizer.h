// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sb::json {

enum class Token : uint8_t {
  kStartObject,
  kEndObject,
  kStartArray,
  kEndArray,
  kFieldName,
  kString,
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kEnd,    // the text is over, after one whole value or without any
  kError,  // see Tokenizer::error(); every later call answers kError again
};

// Why a text is not JSON. `reason` is in Jackson's words where EventBridge's answers record them.
// `offset` is the byte whose location is to be shown, `read_end` the first one not looked at; both may be the
// end of the text.
struct SyntaxError {
  std::string reason;
  size_t offset = 0;
  size_t read_end = 0;
};

// The reason where more follows on the one value, which Jackson's parser is not asked for.
inline constexpr std::string_view kTextBehind = "Unexpected text after the end of the JSON value";

inline constexpr size_t kDepthMax = 1000;         // nested objects and arrays
inline constexpr size_t kNumberDigitsMax = 1000;  // digits of one number

// Splits one strict JSON text (RFC 8259) into tokens, reading no further than Jackson's parser would, so that
// the place of a complaint about a token is the one AWS shows: a string is read to its opening quote until
// its text is asked for or the next token is, a number or literal to its end, and a field name through the
// colon to the start of its value. Anything but white space after the value is an error.
//
// The text must outlive the tokenizer. Memory: a stack entry for each open bracket and the current token's
// text. Not thread-safe.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  Token next();

  // The current token's text: decoded for names and strings (WTF-8, see unicode.h), as spelled for the
  // others, empty for kEnd. A malformed string ends here: failed() is true then, and the text is of no use.
  const std::string& token_text();

  bool failed() const { return failed_; }
  const SyntaxError& error() const { return error_; }

  // The first byte not read yet.
  size_t position() const { return position_; }
  // The current token's first byte. Its end is position() once a string's text was asked for.
  size_t token_begin() const { return token_begin_; }

 private:
  enum class Bracket : uint8_t { kObject, kArray };
  enum class StringUse : uint8_t { kName, kValue };
  struct Open {
    Bracket bracket;
    size_t begin;
    bool has_entries = false;
  };

  Token fail(std::string reason, size_t offset);
  Token fail_unexpected(size_t offset, std::string_view expectation);
  Token fail_unexpected(size_t offset, std::string_view expectation, size_t shown_offset);
  Token fail_at_end(std::string_view what);
  Token fail_open_bracket();

  Token emit(Token token);
  bool skip_space();
  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return text_[position_]; }

  Token next_entry();
  Token close(Bracket bracket);
  Token open(Bracket bracket);
  Token read_name();
  Token read_value();
  Token read_number();
  Token read_literal(std::string_view spelling, Token token);
  bool read_digits(size_t complaint_offset, std::string_view expectation);
  bool read_string(StringUse use);
  bool read_escape();
  bool read_hex4(char32_t& unit, std::string_view where);
  bool finish_string();
  Token fail_token();

  std::string_view text_;
  size_t position_ = 0;
  size_t token_begin_ = 0;
  std::vector<Open> open_;
  std::string token_text_;
  Token token_ = Token::kEnd;
  Token pending_ = Token::kEnd;  // the value whose start was read with its name
  size_t pending_begin_ = 0;
  std::string pending_text_;
  bool has_pending_ = false;
  bool string_unread_ = false;
  bool complete_ = false;  // the one value has been read
  bool failed_ = false;
  SyntaxError error_;
};

}  // namespace sb::json
