// SPDX-License-Identifier: Apache-2.0
#include "reconcile/pattern_cover.h"

#include <algorithm>

#include "base/sets.h"
#include "json/document.h"

namespace sb::reconcile {
namespace {

constexpr char kOr[] = "$or";

bool covers(const json::Object& wide, const json::Object& narrow);

// Of two lists of alternatives: a branch of `$or` by another, a value or matcher by the same one.
bool covers(const json::Array& wide, const json::Array& narrow, bool branches) {
  return std::all_of(narrow.begin(), narrow.end(), [&](const json::Value& item) {
    return std::any_of(wide.begin(), wide.end(), [&](const json::Value& other) {
      if (!branches) return item == other;
      return item.is_object() && other.is_object() && covers(other.get_object(), item.get_object());
    });
  });
}

bool covers(const json::Object& wide, const json::Object& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&](const auto& member) {
    const json::Value* other = narrow.if_contains(member.key());
    if (other == nullptr) return false;
    if (member.value().is_object() && other->is_object())
      return covers(member.value().get_object(), other->get_object());
    if (member.value().is_array() && other->is_array())
      return covers(member.value().get_array(), other->get_array(), member.key() == kOr);
    return false;
  });
}

// With more, an `$or` is not looked into: the pattern then has fewer fields, and overlaps more.
constexpr size_t kAlternativesMax = 64;

bool is_plain(const json::Value& value) { return !value.is_object() && !value.is_array(); }

void add_fields(const json::Object& object, const std::string& path, Alternatives& out);

void add_branches(const json::Array& branches, const std::string& path, Alternatives& out) {
  if (branches.empty() || out.size() * branches.size() > kAlternativesMax) return;
  Alternatives all;
  for (const json::Value& branch : branches) {
    Alternatives with = out;
    if (branch.is_object()) add_fields(branch.get_object(), path, with);
    all.insert(all.end(), with.begin(), with.end());
  }
  out = std::move(all);
}

void add_fields(const json::Object& object, const std::string& path, Alternatives& out) {
  for (const auto& member : object) {
    const std::string at = path + '\x1f' + std::string(member.key());
    if (member.value().is_object()) add_fields(member.value().get_object(), at, out);
    const json::Array* list = member.value().if_array();
    if (list == nullptr) continue;
    if (member.key() == kOr) {
      add_branches(*list, path, out);
    } else if (std::all_of(list->begin(), list->end(), is_plain)) {
      std::set<std::string> values;
      for (const json::Value& value : *list) values.insert(json::to_text(value));
      for (auto& alternative : out) alternative[at] = values;
    }
  }
}

}  // namespace

bool covers_pattern(const std::string& wide, const std::string& narrow) {
  const auto a = json::parse_document(wide);
  const auto b = json::parse_document(narrow);
  return a.ok() && b.ok() && a->is_object() && b->is_object() && covers(a->get_object(), b->get_object());
}

Alternatives alternatives_of(const std::string& pattern) {
  Alternatives out(1);
  const auto document = json::parse_document(pattern);
  if (document.ok() && document->is_object()) add_fields(document->get_object(), "", out);
  return out;
}

bool may_overlap(const Alternatives& a, const Alternatives& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) {
    return std::any_of(b.begin(), b.end(), [&](const auto& other) {
      return std::all_of(one.begin(), one.end(), [&](const auto& field) {
        const auto same = other.find(field.first);
        return same == other.end() || base::share(field.second, same->second);
      });
    });
  });
}

}  // namespace sb::reconcile
