// SPDX-License-Identifier: Apache-2.0
#include "pattern/json_text.h"

#include <array>
#include <cstdio>

#include "json/unicode.h"

namespace sb::pattern {

namespace {

void append_escape(char32_t unit, std::string& out) {
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(unit));
  out += escape.data();
}

void append_character(char32_t code_point, std::string_view bytes, std::string& out) {
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point == '"' || code_point == '\\') {
    out.push_back('\\');
    out += bytes;
  } else if (code_point < 0x20 || surrogate) {
    append_escape(code_point, out);
  } else {
    out += bytes;
  }
}

void append(const json::Node& node, std::string& out);

void append_children(const json::Node& node, bool with_keys, std::string& out) {
  for (size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) out.push_back(',');
    if (with_keys) {
      append_quoted(node.children[i].key, out);
      out.push_back(':');
    }
    append(node.children[i], out);
  }
}

void append(const json::Node& node, std::string& out) {
  switch (node.kind) {
    case json::Kind::kNull:
      out += "null";
      return;
    case json::Kind::kTrue:
      out += "true";
      return;
    case json::Kind::kFalse:
      out += "false";
      return;
    case json::Kind::kNumber:
      out += node.text;
      return;
    case json::Kind::kString:
      return append_quoted(node.text, out);
    case json::Kind::kArray:
      out.push_back('[');
      append_children(node, false, out);
      out.push_back(']');
      return;
    case json::Kind::kObject:
      out.push_back('{');
      append_children(node, true, out);
      out.push_back('}');
      return;
  }
}

}  // namespace

void append_quoted(std::string_view text, std::string& out) {
  out.push_back('"');
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t code_point = json::decode_code_point(text, at, json::Surrogates::kAccept);
    append_character(code_point, text.substr(begin, at - begin), out);
  }
  out.push_back('"');
}

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(text, out);
  return out;
}

std::string to_text(const json::Node& node) {
  std::string out;
  append(node, out);
  return out;
}

}  // namespace sb::pattern
