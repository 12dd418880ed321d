// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "base/text.h"
#include "spec/yaml_map.h"

namespace sb::spec {
namespace {

// Walks the text once, keeping just enough of YAML's state to know when it is inside a flow collection.
class FlowScanner {
 public:
  FlowScanner(std::string_view text, base::Diagnostics& diagnostics)
      : text_(text), diagnostics_(diagnostics) {}

  bool run() {
    int line = 0;
    for (const std::string_view content : base::split(text_, '\n')) scan_line(content, ++line);
    return clean_;
  }

 private:
  void scan_line(std::string_view content, int line) {
    const size_t indent = content.find_first_not_of(' ');
    if (indent == std::string_view::npos) return;
    if (in_block_scalar_ && indent > block_indent_) return;
    in_block_scalar_ = false;
    char before = '\n';  // the last character that was not a blank
    for (size_t i = indent; i < content.size(); ++i) {
      const char c = content[i];
      if (quote_ != '\0') {
        if (quote_ == '"' && c == '\\') {
          ++i;
        } else if (c == quote_) {
          quote_ = '\0';
        }
        before = c;
        continue;
      }
      const bool after_blank = i == indent || content[i - 1] == ' ';
      if (c == '#' && after_blank) break;
      const bool value_starts = starts_value(before, after_blank);
      if ((c == '"' || c == '\'') && value_starts) quote_ = c;
      if ((c == '[' || c == '{') && (value_starts || (depth_ > 0 && c == '['))) {
        ++depth_;
      } else if (c == '{' && depth_ > 0) {
        report(content, i, line);
        i = content.find('}', i) == std::string_view::npos ? i : content.find('}', i);
      } else if ((c == ']' || c == '}') && depth_ > 0) {
        --depth_;
      }
      if (c != ' ') before = content[i];
    }
    const std::string_view tail = base::trim(content);
    if (depth_ == 0 && quote_ == '\0' && opens_block_scalar(tail)) {
      in_block_scalar_ = true;
      block_indent_ = indent;
    }
  }

  bool starts_value(char before, bool after_blank) const {
    if (depth_ > 0)
      return before == '[' || before == '{' || before == ',' || before == '\n' ||
             (before == ':' && after_blank);
    return before == '\n' || ((before == ':' || before == '-') && after_blank);
  }

  static bool opens_block_scalar(std::string_view tail) {
    while (tail.ends_with('+') || tail.ends_with('-')) tail.remove_suffix(1);
    return tail.ends_with(" |") || tail.ends_with(" >");
  }

  void report(std::string_view content, size_t at, int line) {
    clean_ = false;
    const size_t start = content.find_last_of(" ,[{", at - 1) + 1;
    size_t end = content.find_first_of(", ]", at);
    if (end == std::string_view::npos) end = content.size();
    diagnostics_.error("SB0103", {line, static_cast<int>(start) + 1},
                       "braces inside […] or {…} must be quoted, or YAML reads them as a map",
                       "write \"" + std::string(content.substr(start, end - start)) + "\"");
  }

  std::string_view text_;
  base::Diagnostics& diagnostics_;
  bool clean_ = true;
  int depth_ = 0;
  char quote_ = '\0';
  bool in_block_scalar_ = false;
  size_t block_indent_ = 0;
};

}  // namespace

bool check_flow_braces(std::string_view text, base::Diagnostics& diagnostics) {
  return FlowScanner(text, diagnostics).run();
}

}  // namespace sb::spec
