// SPDX-License-Identifier: Apache-2.0
#include "pattern/outline.h"

#include <iterator>
#include <utility>

#include "base/check.h"

namespace sb::pattern {

namespace {

constexpr std::string_view kOr = "$or";

using Branches = std::vector<std::vector<uint32_t>>;

class Reader {
 public:
  Reader(std::string_view text, Outline& outline) : text_(text), outline_(outline) {}

  void read_object(const json::Node& object, OutlineGroup& group, Branches& branches) {
    for (uint32_t i = 0; i < object.children.size(); ++i) {
      const json::Node& member = object.children[i];
      at_.push_back(i);
      if (member.key == kOr) {
        read_or(member, group, branches);
      } else if (member.kind == json::Kind::kObject) {
        const size_t outside = prefix_.size();
        prefix_ += member.key;
        prefix_ += '.';
        read_object(member, group, branches);
        prefix_.resize(outside);
      } else {
        read_field(member, prefix_ + member.key, group);
      }
      at_.pop_back();
    }
  }

 private:
  void read_or(const json::Node& list, OutlineGroup& group, Branches& branches) {
    Branches joined;
    std::vector<OutlineGroup> choice(list.children.size());
    const size_t steps_before = std::exchange(group_steps_, at_.size() + 1);
    const std::string prefix_before = std::exchange(group_prefix_, prefix_);
    for (uint32_t i = 0; i < list.children.size(); ++i) {
      Branches branch = branches;
      for (auto& taken : branch) taken.push_back(i);
      at_.push_back(i);
      read_object(list.children[i], choice[i], branch);
      at_.pop_back();
      std::move(branch.begin(), branch.end(), std::back_inserter(joined));
    }
    group_steps_ = steps_before;
    group_prefix_ = prefix_before;
    group.choices.push_back(std::move(choice));
    branches = std::move(joined);
  }

  void read_field(const json::Node& list, const std::string& path, OutlineGroup& group) {
    group.fields.push_back(static_cast<uint32_t>(outline_.fields.size()));
    OutlineField& field = outline_.fields.emplace_back();
    field.path = path;
    field.begin = list.begin;
    field.node = at_;
    field.group = group_steps_;
    field.group_prefix = group_prefix_;
    for (const json::Node& entry : list.children) field.conditions.push_back(read_condition(entry));
  }

  OutlineCondition read_condition(const json::Node& entry) const {
    const bool plain = entry.kind != json::Kind::kObject;
    const json::Node& operand = plain ? entry : entry.children.front();
    return {plain ? "exact" : operand.key, slice(operand), slice(entry), entry.begin};
  }

  std::string slice(const json::Node& node) const {
    return std::string(text_.substr(node.begin, node.end - node.begin));
  }

  std::string_view text_;
  Outline& outline_;
  NodePath at_;
  std::string prefix_;  // of the paths in the object at hand: empty, or it ends with '.'
  size_t group_steps_ = 0;
  std::string group_prefix_;
};

}  // namespace

Outline make_outline(std::string_view text) {
  json::ReadResult read = json::read(text);
  SB_CHECK(read.ok() && read.tree->root.kind == json::Kind::kObject);
  Outline outline;
  outline.tree = *std::move(read.tree);
  outline.branches.emplace_back();
  Reader(text, outline).read_object(outline.tree.root, outline.root, outline.branches);
  return outline;
}

json::Node* find_node(json::Node& root, const NodePath& path) {
  json::Node* node = &root;
  for (const uint32_t step : path) {
    if (step >= node->children.size()) return nullptr;
    node = &node->children[step];
  }
  return node;
}

}  // namespace sb::pattern
