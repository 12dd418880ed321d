// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_file.h"

#include <fmt/format.h>

#include <optional>

#include "json/tokenizer.h"

namespace sb::cli {
namespace {

constexpr size_t kBlockBytes = 1024 * 1024;

// A value's text in a line.
struct Span {
  size_t begin = 0;
  size_t end = 0;
  bool string = false;
  std::string decoded;  // of a string
};

// Reads one line. The values of "id" and "pattern" are those of the last such members, as everywhere.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : tokens_(line) {}

  // Empty, or why the line is no JSON object.
  std::string read() {
    if (tokens_.next() != json::Token::kStartObject) {
      return tokens_.failed() ? tokens_.error().reason : "it is no object";
    }
    while (tokens_.next() == json::Token::kFieldName) {
      const std::string name = tokens_.token_text();
      Span value;
      if (!read_value(value)) break;
      if (name == "id") {
        id = std::move(value);
      } else if (name == "pattern") {
        pattern = std::move(value);
      }
    }
    return tokens_.failed() || tokens_.next() != json::Token::kEnd ? tokens_.error().reason : "";
  }

  std::optional<Span> id;
  std::optional<Span> pattern;

 private:
  bool read_value(Span& value) {
    size_t depth = 0;
    json::Token token = tokens_.next();
    value.begin = tokens_.token_begin();
    value.string = token == json::Token::kString;
    if (value.string) value.decoded = tokens_.token_text();
    while (!tokens_.failed()) {
      if (token == json::Token::kStartObject || token == json::Token::kStartArray) ++depth;
      if (token == json::Token::kEndObject || token == json::Token::kEndArray) --depth;
      if (depth == 0) break;
      token = tokens_.next();
    }
    value.end = tokens_.position();
    return !tokens_.failed();
  }

  json::Tokenizer tokens_;
};

}  // namespace

RulesRead read_rules(const std::string& file, const Console& console,
                     const std::function<bool(const RuleLine&)>& take) {
  auto input = LineInput::open(file);
  if (!input) {
    console.error(input.error());
    return RulesRead::kUnreadable;
  }
  bool good = true;
  for (bool more = true; more;) {
    const auto block = input->next(kBlockBytes);
    if (!block) {
      console.error(block.error());
      return RulesRead::kUnreadable;
    }
    for (const InputLine& line : block->lines) {
      LineReader reader(line.text);
      std::string wrong = reader.read();
      if (wrong.empty() && (!reader.id || !reader.pattern)) wrong = "it needs id and pattern";
      if (!wrong.empty()) {
        console.error({"", fmt::format("{}:{}: not a rule: {}", file, line.number, wrong),
                       R"(write {"id":"a","pattern":{"source":["x"]}})"});
        good = false;
        continue;
      }
      const Span& id = *reader.id;
      const Span& pattern = *reader.pattern;
      good = take({line.number,
                   id.string ? id.decoded : std::string(line.text.substr(id.begin, id.end - id.begin)),
                   line.text.substr(pattern.begin, pattern.end - pattern.begin),
                   line.text.substr(0, pattern.begin)}) &&
             good;
    }
    more = !block->last;
  }
  return good ? RulesRead::kAll : RulesRead::kSome;
}

}  // namespace sb::cli
