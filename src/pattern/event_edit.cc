// SPDX-License-Identifier: Apache-2.0
#include "pattern/event_edit.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "pattern/json_text.h"

namespace sb::pattern {

namespace {

using switchboard::SuggestedChange;

json::Node parse_node(const std::string& text) {
  json::ReadResult read = json::read(text);
  SB_CHECK(read.ok());
  return std::move(read.tree->root);
}

// `value` under the keys of `path` from `segment` on, as a member; with an empty key among them, under one
// key with dots.
json::Node make_member(const Path& path, size_t segment, const std::string& value) {
  const auto first = path.segments.begin() + static_cast<ptrdiff_t>(segment);
  json::Node node = parse_node(value);
  if (std::find(first, path.segments.end(), "") != path.segments.end()) {
    node.key = base::join({&*first, path.segments.size() - segment}, ".");
    return node;
  }
  for (size_t i = path.segments.size(); i-- > segment + 1;) {
    node.key = path.segments[i];
    json::Node parent;
    parent.kind = json::Kind::kObject;
    parent.children.push_back(std::move(node));
    node = std::move(parent);
  }
  node.key = path.segments[segment];
  return node;
}

// How many segments of `path` from `segment` on `key` stands for; 0 when they differ.
size_t segments_of(std::string_view key, const Path& path, size_t segment) {
  const auto parts = base::split(key, '.');
  if (parts.size() > path.segments.size() - segment) return 0;
  const bool same =
      std::equal(parts.begin(), parts.end(), path.segments.begin() + static_cast<ptrdiff_t>(segment));
  return same ? parts.size() : 0;
}

bool has_children(const json::Node& node) {
  return node.kind == json::Kind::kObject || node.kind == json::Kind::kArray;
}

}  // namespace

// A place for a new value: a member of the object `node`, an element of the array `node`, or in place of the
// scalar `node`, or beside or in place of what stands at the path itself and is no value; `segment` is the
// first one not on the way there.
struct EventEdit::Spot {
  enum class Kind { kMember, kElement, kInstead, kAtPath };
  Kind kind;
  NodePath node;
  size_t segment;
};

SuggestedChange EventEdit::set(const Place& place, const std::string& value) {
  json::Node* node = find_node(root_, place.node);
  if (node == nullptr) {
    conflicting_ = true;
    return {};
  }
  std::string key = std::move(node->key);
  *node = parse_node(value);
  node->key = std::move(key);
  changed_ = true;
  return {SuggestedChange::Kind::kSetValue, place.at, place.text, value,
          "`" + place.at + "` in the event would have to be " + value + ", is " + place.text};
}

SuggestedChange EventEdit::remove(const Place& place) {
  if (find_node(root_, place.node) == nullptr) conflicting_ = true;
  removed_.push_back(place.node);
  changed_ = true;
  return {SuggestedChange::Kind::kRemoveValue, place.at, place.text, "",
          "`" + place.at + "` in the event would have to be absent, is " + place.text};
}

std::optional<SuggestedChange> EventEdit::add(const Path& path, const std::string& value,
                                              const Elements& elements, Placing placing) {
  std::optional<Spot> spot;
  if (placing == Placing::kNested) spot = find_spot(root_, {}, path, 0, elements);
  json::Node member;
  if (placing == Placing::kDotted) {
    spot = Spot{Spot::Kind::kMember, {}, 0};
    member = parse_node(value);
    member.key = path.name;
  } else if (spot && spot->kind != Spot::Kind::kAtPath) {
    member = make_member(path, spot->segment, value);
  }
  if (!spot) return std::nullopt;
  json::Node* node = find_node(root_, spot->node);
  SB_CHECK(node != nullptr);
  std::string place = name_of(spot->node);
  changed_ = true;
  if (spot->kind == Spot::Kind::kAtPath) {
    const Place old{place, to_text(*node), spot->node};
    if (node->kind == json::Kind::kObject) return set(old, value);
    json::Node longer = *node;
    longer.children.push_back(parse_node(value));
    return set(old, to_text(longer));
  }
  if (spot->kind == Spot::Kind::kMember) {
    node->children.push_back(std::move(member));
  } else {
    json::Node object;
    object.kind = json::Kind::kObject;
    object.children.push_back(std::move(member));
    if (spot->kind == Spot::Kind::kInstead) {
      const Place old{place, to_text(*node), spot->node};
      return set(old, to_text(object));
    }
    place += "[" + std::to_string(node->children.size()) + "]";
    node->children.push_back(std::move(object));
  }
  const size_t rest = placing == Placing::kDotted ? 0 : spot->segment;
  if (!spot->node.empty()) place += ".";
  place += base::join({path.segments.data() + rest, path.segments.size() - rest}, ".");
  return SuggestedChange{SuggestedChange::Kind::kAddValue, place, "", value,
                         "`" + place + "` in the event would have to be " + value + ", is not there"};
}

std::optional<EventEdit::Spot> EventEdit::find_spot(const json::Node& node, NodePath at, const Path& path,
                                                    size_t segment, const Elements& elements) const {
  if (node.kind == json::Kind::kObject) return find_in_object(node, at, path, segment, elements);
  if (node.kind == json::Kind::kArray) return find_in_array(node, at, path, segment, elements);
  return Spot{Spot::Kind::kInstead, std::move(at), segment};
}

// The deepest spot wins; a new member here if there is none below.
std::optional<EventEdit::Spot> EventEdit::find_in_object(const json::Node& object, const NodePath& at,
                                                         const Path& path, size_t segment,
                                                         const Elements& elements) const {
  const bool nameless = !at.empty() && path.segments.size() == segment + 1 && path.segments[segment].empty();
  std::optional<Spot> best;
  if (!nameless) best = Spot{Spot::Kind::kMember, at, segment};
  for (uint32_t i = 0; i < object.children.size(); ++i) {
    const size_t taken = segments_of(object.children[i].key, path, segment);
    if (taken == 0) continue;
    NodePath below = at;
    below.push_back(i);
    if (segment + taken == path.segments.size()) {
      const bool unnamed = !at.empty() && object.children[i].key.empty();
      if (has_children(object.children[i]) && !unnamed)
        best = Spot{Spot::Kind::kAtPath, std::move(below), segment + taken};
      continue;
    }
    auto spot = find_spot(object.children[i], std::move(below), path, segment + taken, elements);
    if (spot && (!best || spot->segment > best->segment)) best = std::move(spot);
  }
  return best;
}

std::optional<EventEdit::Spot> EventEdit::find_in_array(const json::Node& array, const NodePath& at,
                                                        const Path& path, size_t segment,
                                                        const Elements& elements) const {
  const auto chosen = elements.find(places_.array_at(at));
  for (uint32_t i = 0; i < array.children.size(); ++i) {
    const json::Node& element = array.children[i];
    if (chosen != elements.end() && chosen->second != i) continue;
    if (element.kind != json::Kind::kObject && element.kind != json::Kind::kArray) continue;
    NodePath below = at;
    below.push_back(i);
    if (auto spot = find_spot(element, std::move(below), path, segment, elements)) return spot;
  }
  if (chosen != elements.end()) return std::nullopt;
  return Spot{Spot::Kind::kElement, at, segment};
}

std::string EventEdit::name_of(const NodePath& path) const {
  std::string out;
  const json::Node* node = &root_;
  for (const uint32_t step : path) {
    const bool element = node->kind == json::Kind::kArray;
    const json::Node& child = node->children[step];
    out += element ? "[" + std::to_string(step) + "]" : (node == &root_ ? "" : ".") + child.key;
    node = &child;
  }
  return out;
}

std::string EventEdit::text() const {
  json::Node root = root_;
  std::vector<NodePath> removed = removed_;
  std::sort(removed.begin(), removed.end(), std::greater<>());
  for (NodePath& path : removed) {
    const uint32_t last = path.back();
    path.pop_back();
    json::Node* parent = find_node(root, path);
    if (parent == nullptr || last >= parent->children.size()) continue;
    parent->children.erase(parent->children.begin() + static_cast<ptrdiff_t>(last));
  }
  return to_text(root);
}

}  // namespace sb::pattern
