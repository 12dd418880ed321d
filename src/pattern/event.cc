// SPDX-License-Identifier: Apache-2.0
#include "pattern/event.h"

#include <string>
#include <utility>

#include "base/check.h"

namespace sb::pattern {

namespace {

const std::vector<Value> kNoValues;
constexpr uint32_t kRoot = 0;

}  // namespace

Event::Event(const json::Tree& tree) {
  SB_CHECK(tree.root.kind == json::Kind::kObject);
  steps_.emplace_back();
  positions_.emplace_back();
  add_object(tree.root, kRoot, 0);
}

const std::vector<Value>& Event::values(const Path& path) const {
  uint32_t step = kRoot;
  for (const std::string& segment : path.segments) {
    const auto next = steps_[step].next.find(segment);
    if (next == steps_[step].next.end()) return kNoValues;
    step = next->second;
  }
  return steps_[step].values;
}

uint32_t Event::walk(uint32_t step, std::string_view key) {
  while (true) {
    const size_t dot = key.find('.');
    const std::string_view segment = key.substr(0, dot);
    auto next = steps_[step].next.find(segment);
    if (next == steps_[step].next.end()) {
      next = steps_[step].next.emplace(segment, static_cast<uint32_t>(steps_.size())).first;
      step = next->second;
      steps_.emplace_back();
    } else {
      step = next->second;
    }
    if (dot == std::string_view::npos) return step;
    key.remove_prefix(dot + 1);
  }
}

void Event::add_object(const json::Node& object, uint32_t step, uint32_t position) {
  for (const json::Node& member : object.children) {
    const bool nameless = member.key.empty() && step != kRoot;
    add(member, walk(step, member.key), position, nameless ? Holds::kObjects : Holds::kValues);
  }
}

void Event::add_array(const json::Node& array, uint32_t step, uint32_t position, Holds holds) {
  const uint32_t id = array_count_++;
  for (uint32_t i = 0; i < array.children.size(); ++i) {
    const json::Node& element = array.children[i];
    const bool nested = element.kind == json::Kind::kObject || element.kind == json::Kind::kArray;
    uint32_t inside = position;
    if (nested) {
      inside = static_cast<uint32_t>(positions_.size());
      positions_.push_back({position, id, i});
    }
    add(element, step, inside, holds);
  }
}

void Event::add(const json::Node& node, uint32_t step, uint32_t position, Holds holds) {
  if (node.kind == json::Kind::kObject) return add_object(node, step, position);
  if (node.kind == json::Kind::kArray) return add_array(node, step, position, holds);
  if (holds == Holds::kObjects) return;
  Value value{node.kind, {}, {}, position};
  if (node.kind == json::Kind::kString) value.text = node.text;
  if (node.kind == json::Kind::kNumber) value.number = make_number(node.text);
  steps_[step].values.push_back(std::move(value));
}

EventResult read_event(std::string_view text) {
  EventResult result;
  json::ReadResult read = json::read(text);
  if (!read.ok()) {
    result.error = std::move(read.error);
  } else if (read.tree->root.kind != json::Kind::kObject) {
    const size_t begin = read.tree->root.begin;
    result.error = {"Event must be a JSON object", begin, json::locate(text, begin)};
  } else {
    result.event.emplace(*read.tree);
  }
  return result;
}

}  // namespace sb::pattern
