// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.h"
#include "pattern/ast.h"

// A pattern as it was written. The syntax tree of ast.h has $or multiplied out; who explains or criticises
// needs the branches, the spellings and the places.
namespace sb::pattern {

// Where a node is in a tree: the children to take from the root on.
using NodePath = std::vector<uint32_t>;

struct OutlineCondition {
  std::string op;      // "exact" for plain values, else the operator
  std::string wanted;  // the operand, JSON text as it was written
  std::string whole;   // the whole entry of the list
  size_t begin = 0;    // its first byte in the pattern's text
};

// By the same index as Pattern::fields.
struct OutlineField {
  std::string path;
  size_t begin = 0;          // the list's first byte in the pattern's text
  NodePath node;             // the list
  size_t group = 0;          // the group's object is the first `group` steps of `node`
  std::string group_prefix;  // of the paths in that object: empty, or it ends with '.'
  std::vector<OutlineCondition> conditions;
};

struct OutlineGroup {
  std::vector<uint32_t> fields;
  std::vector<std::vector<OutlineGroup>> choices;  // each $or: its branches
};

struct Outline {
  json::Tree tree;
  std::vector<OutlineField> fields;
  OutlineGroup root;
  // By the same index as Pattern::sub_rules: the branch taken at each $or met, in the order of the text.
  std::vector<std::vector<uint32_t>> branches;
};

// `text` must be a pattern that parse() takes; its fields and sub-rules come in the same order.
Outline make_outline(std::string_view text);

// The node at `path`; null when there is none any more.
json::Node* find_node(json::Node& root, const NodePath& path);

}  // namespace sb::pattern
