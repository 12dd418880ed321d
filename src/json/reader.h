// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/location.h"

// Strict JSON into a plain tree that keeps what a document library loses: the spelling of numbers, duplicate
// keys, the order of members and where everything stood. For events, patterns and case files; see document.h
// for the rest.
namespace sb::json {

enum class Kind : uint8_t { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

struct Node {
  Kind kind = Kind::kNull;
  std::string key;   // the decoded name, where the parent is an object
  std::string text;  // a string decoded (UTF-8; lone surrogates as WTF-8, see unicode.h), a number as spelled
  std::vector<Node> children;  // elements or members in the order of the text, duplicates included
  size_t begin = 0;            // the value's bytes in the text are [begin, end)
  size_t end = 0;

  // The last member called `name`, nullptr when there is none. For objects.
  const Node* find(std::string_view name) const;
};

// A text's one value. Owns all it holds; independent of the text. Immutable use from many threads is safe.
struct Tree {
  Node root;
};

struct ReadError {
  std::string reason;  // Jackson's words where they are recorded, see tokenizer.h
  size_t offset = 0;   // in bytes
  Location location;
};

// Either a tree or an error.
struct ReadResult {
  std::optional<Tree> tree;
  ReadError error;

  bool ok() const { return tree.has_value(); }
};

// Reads one value and nothing after it. Refuses ill-formed UTF-8, nesting deeper than kDepthMax and numbers
// of more than kNumberDigitsMax digits (tokenizer.h).
ReadResult read(std::string_view text);

}  // namespace sb::json
