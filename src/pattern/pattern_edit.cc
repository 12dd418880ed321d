// SPDX-License-Identifier: Apache-2.0
#include "pattern/pattern_edit.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "pattern/json_text.h"

namespace sb::pattern {

namespace {

using switchboard::SuggestedChange;

// Puts `list` at `path` in `group`, behind what is there.
void insert(json::Node& group, std::string_view path, json::Node list) {
  const auto keys = base::split(path, '.');
  json::Node* object = &group;
  for (size_t i = 0; i + 1 < keys.size(); ++i) {
    auto& members = object->children;
    const auto found = std::find_if(members.begin(), members.end(), [&](const json::Node& member) {
      return member.key == keys[i] && member.kind == json::Kind::kObject;
    });
    if (found != members.end()) {
      object = &*found;
      continue;
    }
    json::Node& member = members.emplace_back();
    member.kind = json::Kind::kObject;
    member.key = keys[i];
    object = &member;
  }
  list.key = keys.back();
  object->children.push_back(std::move(list));
}

// Takes out the node, and the objects that it leaves empty up to the first `keep` steps.
void erase(json::Node& root, NodePath path, size_t keep) {
  while (path.size() > keep) {
    const uint32_t last = path.back();
    path.pop_back();
    json::Node* parent = find_node(root, path);
    SB_CHECK(parent != nullptr && last < parent->children.size());
    parent->children.erase(parent->children.begin() + static_cast<ptrdiff_t>(last));
    if (!parent->children.empty()) return;
  }
}

}  // namespace

SuggestedChange PatternEdit::replace(const OutlineField& field, size_t index, const std::string& condition) {
  NodePath node = field.node;
  node.push_back(static_cast<uint32_t>(index));
  replaced_.push_back({std::move(node), condition});
  const std::string& before = field.conditions[index].whole;
  return {SuggestedChange::Kind::kReplaceCondition, field.path, before, condition,
          "the pattern would have to say " + condition + " for `" + field.path + "`, says " + before};
}

SuggestedChange PatternEdit::move(const OutlineField& field, const std::string& path) {
  moved_.emplace_back(&field, path);
  return {SuggestedChange::Kind::kMovePath, field.path, field.path, path,
          "the pattern would have to look at `" + path + "`, looks at `" + field.path + "`"};
}

bool PatternEdit::can_move(const OutlineField& field, const std::string& path) const {
  if (!path.starts_with(field.group_prefix)) return false;
  const auto taken = [&](const auto& move) { return move.second == path; };
  if (std::any_of(moved_.begin(), moved_.end(), taken)) return false;
  return std::none_of(outline_.fields.begin(), outline_.fields.end(),
                      [&](const OutlineField& other) { return other.path == path; });
}

// Insertions come behind all that is there, so that the places of what is to go stay as they are until it is
// taken out from the back.
std::string PatternEdit::text() const {
  json::Node root = outline_.tree.root;
  for (const Replacement& replacement : replaced_) {
    json::ReadResult read = json::read(replacement.condition);
    json::Node* node = find_node(root, replacement.node);
    SB_CHECK(read.ok() && node != nullptr);
    *node = std::move(read.tree->root);
  }
  auto moved = moved_;
  std::sort(moved.begin(), moved.end(),
            [](const auto& a, const auto& b) { return a.first->node > b.first->node; });
  for (const auto& [field, path] : moved) {
    const NodePath group_path(field->node.begin(),
                              field->node.begin() + static_cast<ptrdiff_t>(field->group));
    json::Node* group = find_node(root, group_path);
    const json::Node* list = find_node(root, field->node);
    SB_CHECK(group != nullptr && list != nullptr);
    insert(*group, std::string_view(path).substr(field->group_prefix.size()), *list);
  }
  for (const auto& [field, path] : moved) erase(root, field->node, field->group);
  return to_text(root);
}

}  // namespace sb::pattern
