// SPDX-License-Identifier: Apache-2.0
#include "json/tokenizer.h"

#include <utility>

#include "json/location.h"
#include "json/unicode.h"

namespace sb::json {

namespace {

constexpr std::string_view kValueExpected =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
constexpr std::string_view kTokenExpected =
    "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
constexpr size_t kTokenShownMax = 256;  // UTF-16 units

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

// Characters that Jackson counts to a word it does not know.
bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         byte >= 0x80;
}

std::string hexadecimal(char32_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (; number != 0; number >>= 4) out.insert(out.begin(), kDigits[number & 0xF]);
  return "0x" + out;
}

// ''' (code 39)
std::string name_character(char32_t code_point) {
  const std::string code = std::to_string(static_cast<uint32_t>(code_point));
  if (code_point < 0x20) return "(CTRL-CHAR, code " + code + ")";
  std::string shown;
  append_code_point(shown, code_point);
  const std::string wide = code_point > 0xFF ? " / " + hexadecimal(code_point) : "";
  return "'" + shown + "' (code " + code + wide + ")";
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What a one-letter escape stands for; 0 for none.
char plain_escape(char c) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const size_t at = kLetters.find(c);
  return at == std::string_view::npos ? '\0' : kMeanings[at];
}

}  // namespace

Token Tokenizer::fail(std::string reason, size_t offset) {
  if (!failed_) {
    const bool character = offset == position_ && !at_end();
    error_ = {std::move(reason), offset, character ? offset + 1 : offset};
  }
  failed_ = true;
  has_pending_ = false;
  token_text_.clear();
  return token_ = Token::kError;
}

Token Tokenizer::fail_unexpected(size_t offset, std::string_view expectation) {
  return fail_unexpected(offset, expectation, offset);
}

Token Tokenizer::fail_unexpected(size_t offset, std::string_view expectation, size_t shown_offset) {
  size_t end = offset;
  const char32_t code_point = decode_code_point(text_, end, Surrogates::kRefuse);
  if (code_point == kInvalidCodePoint) return fail("Invalid UTF-8", offset);
  if (code_point < 0x20) {
    return fail("Illegal character (" + name_character(code_point) +
                    "): only regular white space (\\r, \\n, \\t) is allowed between tokens",
                end);
  }
  return fail("Unexpected character (" + name_character(code_point) + ")" + std::string(expectation),
              shown_offset);
}

Token Tokenizer::fail_at_end(std::string_view what) {
  return fail("Unexpected end-of-input" + std::string(what), text_.size());
}

Token Tokenizer::fail_open_bracket() {
  const Open& open = open_.back();
  const std::string kind = open.bracket == Bracket::kObject ? "Object" : "Array";
  return fail_at_end(": expected close marker for " + kind + " (start marker at " +
                     describe(text_, locate(text_, open.begin)) + ")");
}

Token Tokenizer::emit(Token token) { return token_ = token; }

bool Tokenizer::skip_space() {
  while (!at_end() && is_space(peek())) ++position_;
  return !at_end();
}

Token Tokenizer::next() {
  if (failed_) return Token::kError;
  if (has_pending_) {
    has_pending_ = false;
    token_begin_ = pending_begin_;
    token_text_ = std::move(pending_text_);
    string_unread_ = pending_ == Token::kString;
    return emit(pending_);
  }
  if (string_unread_ && !finish_string()) return Token::kError;
  token_text_.clear();
  const bool more = skip_space();
  if (!open_.empty()) return more ? next_entry() : fail_open_bracket();
  if (!more) return emit(Token::kEnd);
  if (complete_) return fail(std::string(kTextBehind), position_);
  complete_ = true;
  return read_value();
}

Token Tokenizer::next_entry() {
  if (peek() == ']') return close(Bracket::kArray);
  if (peek() == '}') return close(Bracket::kObject);
  const bool object = open_.back().bracket == Bracket::kObject;
  const std::string kind = object ? "Object" : "Array";
  if (open_.back().has_entries) {
    if (peek() != ',')
      return fail_unexpected(position_, ": was expecting comma to separate " + kind + " entries");
    ++position_;
    if (!skip_space()) return fail_at_end(" within/between " + kind + " entries");
  }
  open_.back().has_entries = true;
  return object ? read_name() : read_value();
}

Token Tokenizer::close(Bracket bracket) {
  const Open& innermost = open_.back();
  if (innermost.bracket != bracket) {
    const bool object = innermost.bracket == Bracket::kObject;
    return fail(std::string("Unexpected close marker '") + peek() + "': expected '" + (object ? '}' : ']') +
                    "' (for " + (object ? "Object" : "Array") + " starting at " +
                    describe(text_, locate(text_, innermost.begin)) + ")",
                position_);
  }
  open_.pop_back();
  token_begin_ = position_++;
  return emit(bracket == Bracket::kObject ? Token::kEndObject : Token::kEndArray);
}

Token Tokenizer::open(Bracket bracket) {
  if (open_.size() == kDepthMax) {
    return fail("Document nesting depth (" + std::to_string(kDepthMax + 1) +
                    ") exceeds the maximum allowed (" + std::to_string(kDepthMax) +
                    ", from `StreamReadConstraints.getMaxNestingDepth()`)",
                position_ + 1);
  }
  token_begin_ = position_++;
  open_.push_back({bracket, token_begin_});
  return emit(bracket == Bracket::kObject ? Token::kStartObject : Token::kStartArray);
}

// Reads a name, its colon and the start of its value, which is kept for the next call.
Token Tokenizer::read_name() {
  if (peek() != '"') return fail_unexpected(position_, ": was expecting double-quote to start field name");
  const size_t begin = position_++;
  if (!read_string(StringUse::kName)) return Token::kError;
  std::string name = std::move(token_text_);
  token_text_.clear();
  const bool more = skip_space();
  if (more && peek() != ':') {
    return fail_unexpected(position_, ": was expecting a colon to separate field name and value");
  }
  if (more) ++position_;
  if (!more || !skip_space()) return fail_at_end(" within/between Object entries");
  const Token value = read_value();
  if (value == Token::kError) return value;
  has_pending_ = true;
  pending_ = value;
  pending_begin_ = token_begin_;
  pending_text_ = std::move(token_text_);
  string_unread_ = false;
  token_begin_ = begin;
  token_text_ = std::move(name);
  return emit(Token::kFieldName);
}

Token Tokenizer::read_value() {
  const char c = peek();
  if (c == '{') return open(Bracket::kObject);
  if (c == '[') return open(Bracket::kArray);
  token_begin_ = position_;
  if (c == '"') {
    ++position_;
    string_unread_ = true;
    return emit(Token::kString);
  }
  if (c == '-' || is_digit(c)) return read_number();
  if (c == 't') return read_literal("true", Token::kTrue);
  if (c == 'f') return read_literal("false", Token::kFalse);
  if (c == 'n') return read_literal("null", Token::kNull);
  if (is_word(c) && static_cast<unsigned char>(c) < 0x80) return fail_token();
  return fail_unexpected(position_, ": " + std::string(kValueExpected));
}

Token Tokenizer::read_literal(std::string_view spelling, Token token) {
  const std::string_view rest = text_.substr(position_);
  const bool ends = rest.size() <= spelling.size() || !is_word(rest[spelling.size()]);
  if (!rest.starts_with(spelling) || !ends) return fail_token();
  position_ += spelling.size();
  token_text_ = spelling;
  return emit(token);
}

Token Tokenizer::fail_token() {
  size_t end = position_;
  size_t shown_end = end;
  for (size_t units = 0; end < text_.size() && is_word(text_[end]);) {
    const size_t start = end;
    const char32_t code_point = decode_code_point(text_, end, Surrogates::kRefuse);
    if (code_point == kInvalidCodePoint) return fail("Invalid UTF-8", start);
    units += code_point > 0xFFFF ? 2 : 1;
    if (units <= kTokenShownMax) shown_end = end;
  }
  std::string word(text_.substr(position_, shown_end - position_));
  if (shown_end < end) word += "...";
  return fail("Unrecognized token '" + word + "': " + std::string(kTokenExpected), end);
}

bool Tokenizer::read_digits(size_t complaint_offset, std::string_view expectation) {
  if (at_end()) {
    fail_at_end(std::string(" in numeric value: ") + std::string(expectation));
    return false;
  }
  if (!is_digit(peek())) {
    fail_unexpected(position_, " in numeric value: " + std::string(expectation), complaint_offset);
    return false;
  }
  while (!at_end() && is_digit(peek())) ++position_;
  return true;
}

// As Jackson does, a fault behind the whole part is placed behind that part's first digit.
Token Tokenizer::read_number() {
  if (peek() == '-') ++position_;
  const size_t whole = position_;
  if (!read_digits(whole, "expected digit (0-9) to follow minus sign, for valid numeric value"))
    return Token::kError;
  if (text_[whole] == '0' && position_ > whole + 1) {
    return fail("Invalid numeric value: Leading zeroes not allowed", whole + 1);
  }
  size_t digits = position_ - whole;
  if (!at_end() && peek() == '.') {
    const size_t fraction = ++position_;
    if (!read_digits(whole + 1, "Decimal point not followed by a digit")) return Token::kError;
    digits += position_ - fraction;
  }
  if (!at_end() && (peek() == 'e' || peek() == 'E')) {
    ++position_;
    if (!at_end() && (peek() == '+' || peek() == '-')) ++position_;
    const size_t exponent = position_;
    if (!read_digits(whole + 1, "Exponent indicator not followed by a digit")) return Token::kError;
    digits += position_ - exponent;
  }
  if (digits > kNumberDigitsMax) {
    return fail("Number value length (" + std::to_string(digits) + ") exceeds the maximum allowed (" +
                    std::to_string(kNumberDigitsMax) + ", from `StreamReadConstraints.getMaxNumberLength()`)",
                position_);
  }
  token_text_ = text_.substr(token_begin_, position_ - token_begin_);
  return emit(Token::kNumber);
}

const std::string& Tokenizer::token_text() {
  if (string_unread_) finish_string();
  if (token_text_.empty() && token_ <= Token::kEndArray && !failed_) token_text_ = text_[token_begin_];
  return token_text_;
}

bool Tokenizer::finish_string() {
  string_unread_ = false;
  return read_string(StringUse::kValue);
}

// From behind the opening quote to behind the closing one, into token_text_.
bool Tokenizer::read_string(StringUse use) {
  const bool name = use == StringUse::kName;
  token_text_.clear();
  while (true) {
    const size_t run = position_;
    while (!at_end() && peek() != '"' && peek() != '\\' && !is_control(peek())) {
      if (static_cast<unsigned char>(peek()) < 0x80) {
        ++position_;
        continue;
      }
      const size_t start = position_;
      if (decode_code_point(text_, position_, Surrogates::kRefuse) == kInvalidCodePoint) {
        fail("Invalid UTF-8", start);
        return false;
      }
    }
    token_text_ += text_.substr(run, position_ - run);
    if (at_end()) {
      fail_at_end(name ? " in field name" : ": was expecting closing quote for a string value");
      return false;
    }
    if (is_control(peek())) {
      fail("Illegal unquoted character (" + name_character(static_cast<unsigned char>(peek())) +
               "): has to be escaped using backslash to be included in " + (name ? "name" : "string value"),
           position_);
      return false;
    }
    if (text_[position_++] == '"') return true;
    if (!read_escape()) return false;
  }
}

// From behind the backslash. Two escapes that form a surrogate pair become one code point.
bool Tokenizer::read_escape() {
  constexpr std::string_view kWhere = " in character escape sequence";
  if (at_end()) {
    fail_at_end(kWhere);
    return false;
  }
  const char letter = text_[position_++];
  if (const char meaning = plain_escape(letter); meaning != '\0') {
    token_text_.push_back(meaning);
    return true;
  }
  if (letter != 'u') {
    size_t offset = --position_;
    const char32_t code_point = decode_code_point(text_, offset, Surrogates::kRefuse);
    if (code_point == kInvalidCodePoint) {
      fail("Invalid UTF-8", position_);
    } else {
      fail("Unrecognized character escape " + name_character(code_point), position_);
    }
    return false;
  }
  char32_t unit = 0;
  if (!read_hex4(unit, kWhere)) return false;
  if (unit >= 0xD800 && unit <= 0xDBFF && text_.substr(position_, 2) == "\\u") {
    const size_t before = position_;
    position_ += 2;
    char32_t low = 0;
    if (!read_hex4(low, kWhere)) return false;
    if (low >= 0xDC00 && low <= 0xDFFF) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    } else {
      position_ = before;
    }
  }
  append_code_point(token_text_, unit);
  return true;
}

bool Tokenizer::read_hex4(char32_t& unit, std::string_view where) {
  unit = 0;
  for (int i = 0; i < 4; ++i, ++position_) {
    if (at_end()) {
      fail_at_end(where);
      return false;
    }
    const int value = hex_value(peek());
    if (value < 0) {
      fail_unexpected(position_, ": expected a hex-digit for character escape sequence");
      return false;
    }
    unit = (unit << 4) | static_cast<char32_t>(value);
  }
  return true;
}

}  // namespace sb::json
