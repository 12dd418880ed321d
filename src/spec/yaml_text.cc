// SPDX-License-Identifier: Apache-2.0
#include "spec/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "json/document.h"
#include "json/unicode.h"

namespace sb::spec {
namespace {

constexpr size_t kLineMax = 100;
constexpr size_t kFlowDepthMax = 2;

bool is_plain_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '/' || c == '-' || c == ' ';
}

// Words that some reader of YAML takes for something other than text.
bool is_reserved(const std::string& text) {
  static constexpr std::array<std::string_view, 10> kWords{"null", "true", "false", "yes", "no",
                                                           "on",   "off",  "y",     "n",   "nan"};
  return std::find(kWords.begin(), kWords.end(), base::to_lower(text)) != kWords.end();
}

bool may_stand_plain(const std::string& text) {
  if (text.empty() || text.ends_with(' ') || is_reserved(text)) return false;
  const char first = text.front();
  const bool letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  return letter && std::all_of(text.begin(), text.end(), is_plain_character);
}

// Characters that a reader might take for the end of a line, or that cannot be seen.
bool is_escaped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF;
}

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    const char32_t c = json::decode_code_point(text, at, json::Surrogates::kAccept);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_escaped(c)) {
      out += fmt::format("\\u{:04X}", static_cast<uint32_t>(c));
    } else {
      json::append_code_point(out, c);
    }
  }
  return out + "\"";
}

std::string text_of(const std::string& text) { return may_stand_plain(text) ? text : in_quotes(text); }

std::string scalar_text(const Fragment& scalar) {
  if (!scalar.scalar.starts_with('"')) return scalar.scalar;
  const auto value = json::parse_document(scalar.scalar);
  return value.ok() && value->is_string() ? text_of(json::to_std(value->get_string())) : scalar.scalar;
}

// The whole fragment on one line.
std::string flow_text(const Fragment& fragment) {
  std::vector<std::string> parts;
  switch (fragment.kind) {
    case Fragment::Kind::kScalar:
      return scalar_text(fragment);
    case Fragment::Kind::kArray:
      for (const Fragment& item : fragment.items) parts.push_back(flow_text(item));
      return "[" + base::join(parts, ", ") + "]";
    case Fragment::Kind::kObject:
      for (const auto& [name, value] : fragment.members)
        parts.push_back(text_of(name) + ": " + flow_text(value));
      return parts.empty() ? "{}" : "{ " + base::join(parts, ", ") + " }";
  }
  return "";
}

size_t depth_of(const Fragment& fragment) {
  size_t below = 0;
  for (const auto& [name, value] : fragment.members) below = std::max(below, depth_of(value));
  for (const Fragment& item : fragment.items) below = std::max(below, depth_of(item));
  return fragment.kind == Fragment::Kind::kScalar ? 0 : below + 1;
}

bool is_empty(const Fragment& fragment) {
  return fragment.kind != Fragment::Kind::kScalar && fragment.members.empty() && fragment.items.empty();
}

bool fits_on_line(const Fragment& fragment, size_t column) {
  if (fragment.kind == Fragment::Kind::kScalar || is_empty(fragment)) return true;
  if (depth_of(fragment) > kFlowDepthMax) return false;
  return column + flow_text(fragment).size() <= kLineMax;
}

void write_block(const Fragment& fragment, size_t indent, bool first_on_line, std::string& out);

// What follows "key:" or "-", with the line's end.
void write_value(const Fragment& value, size_t indent, size_t column, std::string& out) {
  if (fits_on_line(value, column)) {
    out += " " + flow_text(value) + "\n";
    return;
  }
  out += "\n";
  write_block(value, indent, false, out);
}

void write_block(const Fragment& fragment, size_t indent, bool first_on_line, std::string& out) {
  const std::string blanks(indent, ' ');
  for (const auto& [name, value] : fragment.members) {
    const std::string key = text_of(name) + ":";
    out += (first_on_line ? "" : blanks) + key;
    first_on_line = false;
    write_value(value, indent + 2, indent + key.size() + 1, out);
  }
  for (const Fragment& item : fragment.items) {
    out += (first_on_line ? "" : blanks) + "-";
    first_on_line = false;
    if (item.kind != Fragment::Kind::kScalar && !fits_on_line(item, indent + 2)) {
      out += " ";
      write_block(item, indent + 2, true, out);
    } else {
      out += " " + flow_text(item) + "\n";
    }
  }
}

}  // namespace

std::string to_yaml(const Fragment& document) {
  std::string out;
  write_block(document, 0, false, out);
  return out;
}

}  // namespace sb::spec
