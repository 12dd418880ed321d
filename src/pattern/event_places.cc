// SPDX-License-Identifier: Apache-2.0
#include "pattern/event_places.h"

#include "base/text.h"

namespace sb::pattern {

namespace {

const std::vector<Place> kNoPlaces;

}  // namespace

EventPlaces::EventPlaces(std::string_view text, const json::Tree& tree) : text_(text) {
  objects_[""].emplace_back();
  walk_object(tree.root, "", "");
}

const std::vector<Place>& EventPlaces::values(const std::string& path) const {
  const auto found = values_.find(path);
  return found == values_.end() ? kNoPlaces : found->second;
}

const std::vector<KnownPath>& EventPlaces::known_paths(const Event& event) const {
  if (!known_paths_.empty()) return known_paths_;
  known_paths_.reserve(values_.size());
  for (const auto& [name, places] : values_) {
    Path path{name, {}};
    for (const std::string_view segment : base::split(name, '.')) path.segments.emplace_back(segment);
    known_paths_.push_back({name, PathShape(name), event.values(path), places});
  }
  return known_paths_;
}

void EventPlaces::walk_object(const json::Node& object, const std::string& path, const std::string& at) {
  const bool root = node_.empty();
  for (uint32_t i = 0; i < object.children.size(); ++i) {
    const json::Node& member = object.children[i];
    const Holds holds = !root && member.key.empty() ? Holds::kObjects : Holds::kValues;
    node_.push_back(i);
    walk(member, root ? member.key : path + "." + member.key, root ? member.key : at + "." + member.key,
         holds);
    node_.pop_back();
  }
}

void EventPlaces::walk_array(const json::Node& array, const std::string& path, const std::string& at,
                             Holds holds) {
  array_ids_[node_] = static_cast<uint32_t>(arrays_.size());
  arrays_.push_back(at);
  for (uint32_t i = 0; i < array.children.size(); ++i) {
    node_.push_back(i);
    walk(array.children[i], path, at + "[" + std::to_string(i) + "]", holds);
    node_.pop_back();
  }
}

void EventPlaces::walk(const json::Node& node, const std::string& path, const std::string& at, Holds holds) {
  if (node.kind == json::Kind::kObject) {
    objects_[path].push_back(node_);
    return walk_object(node, path, at);
  }
  if (node.kind == json::Kind::kArray) return walk_array(node, path, at, holds);
  if (holds == Holds::kObjects) return;
  values_[path].push_back({at, std::string(text_.substr(node.begin, node.end - node.begin)), node_});
}

}  // namespace sb::pattern
