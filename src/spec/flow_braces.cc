// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"
#include "spec/yaml_map.h"

namespace sb::spec {
namespace {

// What YAML would read as its own inside braces. In its place stands its number, counted from 1: no text has
// these characters.
constexpr std::string_view kHidden = "{},:";

// Stands for a ':' after which a value begins even where no blank follows it: {"key":value}.
constexpr char kKeyOver = '\0';

// Walks the text once, keeping just enough of YAML's state to know when it is inside a flow collection.
class FlowScanner {
 public:
  FlowScanner(std::string& text, base::Diagnostics& diagnostics) : text_(text), diagnostics_(diagnostics) {}

  bool run() {
    int line = 0;
    for (const std::string_view content : base::split(text_, '\n')) scan_line(content, ++line);
    return clean_;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

  void scan_line(std::string_view content, int line) {
    const size_t indent = content.find_first_not_of(' ');
    if (indent == std::string_view::npos) return;
    if (in_block_scalar_ && indent > block_indent_) return;
    in_block_scalar_ = false;
    before_ = '\n';
    value_begin_ = indent;
    for (size_t i = indent; i < content.size(); ++i) {
      if (content[i] == '#' && quote_ == '\0' && (i == indent || is_blank(content[i - 1]))) break;
      i = quote_ != '\0' ? scan_quoted(content, i) : scan_plain(content, i, i == indent, line);
    }
    const std::string_view tail = base::trim(content.substr(0, comment_begin(content)));
    if (depth_ == 0 && quote_ == '\0' && opens_block_scalar(tail)) {
      in_block_scalar_ = true;
      block_indent_ = indent;
    }
  }

  // Each scans the character at `i` and gives the last one that it has scanned.
  size_t scan_quoted(std::string_view content, size_t i) {
    if (quote_ == '"' && content[i] == '\\') return i + 1;
    if (content[i] != quote_) return i;
    if (quote_ == '\'' && content.substr(i + 1).starts_with('\'')) return i + 1;
    quote_ = '\0';
    step_over(content[i], true);
    return i;
  }

  size_t scan_plain(std::string_view content, size_t i, bool first, int line) {
    const char c = content[i];
    if (is_blank(c)) return i;
    const bool begins = starts_value(first || is_blank(content[i - 1]));
    if (begins) value_begin_ = i;
    if (begins && (c == '&' || c == '!'))
      return std::min(content.find_first_of(" \t,]}", i), content.size()) - 1;
    if ((c == '"' || c == '\'') && begins) quote_ = c;
    if ((c == '[' || c == '{') && (begins || (depth_ > 0 && c == '['))) {
      ++depth_;
    } else if (c == '{' && depth_ > 0) {
      const size_t end = report(content, i, line);
      step_over('}', false);
      return end;
    } else if ((c == ']' || c == '}') && depth_ > 0) {
      --depth_;
      step_over(c, true);
      return i;
    } else if (c == ':' && depth_ > 0 && after_json_) {
      step_over(kKeyOver, false);
      return i;
    }
    step_over(c, false);
    return i;
  }

  void step_over(char c, bool ends_json) {
    before_ = c;
    after_json_ = ends_json;
  }

  bool starts_value(bool after_blank) const {
    if (depth_ > 0)
      return before_ == '[' || before_ == '{' || before_ == ',' || before_ == '\n' || before_ == kKeyOver ||
             (before_ == ':' && after_blank);
    return before_ == '\n' || ((before_ == ':' || before_ == '-') && after_blank);
  }

  // Where a comment begins behind the mark of a block scalar.
  static size_t comment_begin(std::string_view content) {
    const size_t mark = content.find(" #");
    return mark == std::string_view::npos ? content.size() : mark;
  }

  // "key: |", with what may follow the mark: "+" or "-" and an indentation.
  static bool opens_block_scalar(std::string_view tail) {
    while (!tail.empty() && std::string_view("+-123456789").find(tail.back()) != std::string_view::npos)
      tail.remove_suffix(1);
    return tail.ends_with(" |") || tail.ends_with(" >");
  }

  // Where the braces that open at `at` end: at those that close them, or at the end of the line.
  static size_t end_of_braces(std::string_view content, size_t at) {
    int open = 0;
    for (size_t i = at; i < content.size(); ++i) {
      if (content[i] == '{') ++open;
      if (content[i] == '}' && --open == 0) return i;
    }
    return content.size() - 1;
  }

  static std::string in_quotes(std::string_view value) {
    const char quote = value.find('"') == std::string_view::npos ? '"' : '\'';
    return quote + std::string(value) + quote;
  }

  // Gives the end of the braces.
  size_t report(std::string_view content, size_t at, int line) {
    clean_ = false;
    const size_t close = end_of_braces(content, at);
    const size_t end = std::min(content.find_first_of(", ]}\r", close + 1), content.size());
    std::string_view value = content.substr(value_begin_, end - value_begin_);
    if (value.ends_with(':')) value.remove_suffix(1);  // it is a key
    diagnostics_.error("SB0103", {line, static_cast<int>(value_begin_) + 1},
                       "braces inside […] or {…} must be quoted, or YAML reads them as a map",
                       "write " + in_quotes(value));
    hide(static_cast<size_t>(content.data() - text_.data()) + at, close - at + 1);
    return close;
  }

  void hide(size_t begin, size_t length) {
    for (char& c : std::span(text_).subspan(begin, length)) {
      const size_t which = kHidden.find(c);
      if (which != std::string_view::npos) c = static_cast<char>(which + 1);
    }
  }

  std::string& text_;
  base::Diagnostics& diagnostics_;
  bool clean_ = true;
  int depth_ = 0;
  char quote_ = '\0';
  char before_ = '\n';       // the last character of this line that was not a blank
  bool after_json_ = false;  // it ended a key as JSON writes them: a quoted one, a list or a map
  size_t value_begin_ = 0;   // where the value that is being scanned begins in this line
  bool in_block_scalar_ = false;
  size_t block_indent_ = 0;
};

}  // namespace

bool hide_flow_braces(std::string& text, base::Diagnostics& diagnostics) {
  return FlowScanner(text, diagnostics).run();
}

void restore_flow_braces(YAML::Node node) {
  if (node.IsScalar()) {
    std::string text = node.Scalar();
    for (char& c : text) {
      const auto which = static_cast<size_t>(c) - 1;
      if (which < kHidden.size()) c = kHidden[which];
    }
    if (text != node.Scalar()) node = text;
    return;
  }
  for (const auto& item : node) {
    restore_flow_braces(node.IsMap() ? item.second : item);
    if (node.IsMap()) restore_flow_braces(item.first);
  }
}

}  // namespace sb::spec
