// SPDX-License-Identifier: Apache-2.0
#include "pattern/refusals.h"

#include <algorithm>

#include "json/reader.h"
#include "json/unicode.h"
#include "pattern/json_text.h"
#include "pattern/parse.h"
#include "pattern/wildcard_complexity.h"

namespace sb::pattern {
namespace {

constexpr char kChoice[] = "$or";

// The byte before the place in `text` that a parser had read up to; `line` and `column` count from 1, columns
// in UTF-16 units.
size_t offset_before(std::string_view text, int line, int column) {
  size_t at = 0;
  for (int passed = 1; passed < line && at < text.size(); ++at) passed += text[at] == '\n' ? 1 : 0;
  size_t previous = at;
  for (int units = 1; units < column && at < text.size();) {
    previous = at;
    units += json::decode_code_point(text, at, json::Surrogates::kAccept) > 0xFFFF ? 2 : 1;
  }
  return previous;
}

Refusal refusal_of(const ParseError& error, std::string_view text) {
  Refusal out{error.reason, std::nullopt, error.hint, error.ours};
  if (error.line > 0) out.offset = offset_before(text, error.line, error.column);
  return out;
}

class Search {
 public:
  explicit Search(std::string_view text) : text_(text), wildcard_steps_left_(wildcard_steps(text.size())) {}

  std::vector<Refusal> run(const json::Node& root) {
    look_into(root);
    return std::move(out_);
  }

 private:
  void look_into(const json::Node& object) {
    for (const json::Node& member : object.children) {
      if (member.kind == json::Kind::kObject && !member.children.empty()) {
        look_into(member);
      } else if (member.key == kChoice && member.kind == json::Kind::kArray) {
        for (const json::Node& branch : member.children) {
          if (branch.kind == json::Kind::kObject) look_into(branch);
        }
      } else {
        try_alone(member);
      }
    }
  }

  void try_alone(const json::Node& member) {
    std::string alone = "{";
    append_quoted(member.key, alone);
    alone += ':';
    const size_t begin = alone.size();
    alone += text_.substr(member.begin, member.end - member.begin);
    alone += '}';
    const ParseResult parsed = parse(alone, wildcard_steps_left_);
    if (parsed.ok()) return;
    Refusal found = refusal_of(parsed.error, alone);
    const size_t within = std::max(found.offset.value_or(begin), begin) - begin;
    found.offset = std::min(member.begin + within, member.end - 1);
    out_.push_back(std::move(found));
  }

  std::string_view text_;
  size_t wildcard_steps_left_;
  std::vector<Refusal> out_;
};

}  // namespace

std::vector<Refusal> find_refusals(std::string_view text) {
  const ParseResult whole = parse(text);
  if (whole.ok()) return {};
  const json::ReadResult read = json::read(text);
  std::vector<Refusal> out;
  if (read.ok()) out = Search(text).run(read.tree->root);
  if (out.empty()) out.push_back(refusal_of(whole.error, text));
  return out;
}

}  // namespace sb::pattern
