// SPDX-License-Identifier: Apache-2.0
#include "json/reader.h"

#include <utility>

#include "json/tokenizer.h"

namespace sb::json {

namespace {

// Recursion is as deep as the text is nested, which the tokenizer bounds.
class Reader {
 public:
  explicit Reader(std::string_view text) : tokenizer_(text) {}

  bool read_root(Node& root) {
    const Token token = tokenizer_.next();
    if (token == Token::kEnd) return refuse_empty();
    return read_value(token, root) && tokenizer_.next() == Token::kEnd;
  }

  const SyntaxError& error() const { return empty_ ? empty_error_ : tokenizer_.error(); }

 private:
  bool refuse_empty() {
    empty_ = true;
    empty_error_ = {"Unexpected end-of-input: expected a JSON value", tokenizer_.position()};
    return false;
  }

  bool read_value(Token token, Node& node) {
    node.begin = tokenizer_.token_begin();
    bool whole = true;
    switch (token) {
      case Token::kStartObject:
        node.kind = Kind::kObject;
        whole = read_members(node);
        break;
      case Token::kStartArray:
        node.kind = Kind::kArray;
        whole = read_elements(node);
        break;
      case Token::kString:
        node.kind = Kind::kString;
        node.text = tokenizer_.token_text();
        break;
      case Token::kNumber:
        node.kind = Kind::kNumber;
        node.text = tokenizer_.token_text();
        break;
      case Token::kTrue:
        node.kind = Kind::kTrue;
        break;
      case Token::kFalse:
        node.kind = Kind::kFalse;
        break;
      case Token::kNull:
        node.kind = Kind::kNull;
        break;
      default:
        return false;
    }
    node.end = tokenizer_.position();
    return whole && !tokenizer_.failed();
  }

  bool read_members(Node& object) {
    while (true) {
      const Token token = tokenizer_.next();
      if (token == Token::kEndObject) return true;
      if (token != Token::kFieldName) return false;
      Node& member = object.children.emplace_back();
      member.key = tokenizer_.token_text();
      if (!read_value(tokenizer_.next(), member)) return false;
    }
  }

  bool read_elements(Node& array) {
    while (true) {
      const Token token = tokenizer_.next();
      if (token == Token::kEndArray) return true;
      if (!read_value(token, array.children.emplace_back())) return false;
    }
  }

  Tokenizer tokenizer_;
  bool empty_ = false;
  SyntaxError empty_error_;
};

}  // namespace

const Node* Node::find(std::string_view name) const {
  for (auto member = children.rbegin(); member != children.rend(); ++member) {
    if (member->key == name) return &*member;
  }
  return nullptr;
}

ReadResult read(std::string_view text) {
  Reader reader(text);
  ReadResult result;
  Tree tree;
  if (reader.read_root(tree.root)) {
    result.tree = std::move(tree);
    return result;
  }
  const SyntaxError& error = reader.error();
  result.error = {error.reason, error.offset, locate(text, error.offset)};
  return result;
}

}  // namespace sb::json
