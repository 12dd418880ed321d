// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pattern/outline.h"
#include "switchboard/explain.h"

namespace sb::pattern {

// Collects changes of one pattern's text, described as they are made. `outline` must outlive it.
class PatternEdit {
 public:
  explicit PatternEdit(const Outline& outline) : outline_(outline) {}

  // Condition `index` of the field becomes `condition`, JSON text.
  switchboard::SuggestedChange replace(const OutlineField& field, size_t index, const std::string& condition);
  // The field's conditions are asked of `path` instead. Only where can_move() says so.
  switchboard::SuggestedChange move(const OutlineField& field, const std::string& path);
  // Whether `path` lies in the object that the field's branch is, and no field asks for it yet.
  bool can_move(const OutlineField& field, const std::string& path) const;

  bool changed() const { return !replaced_.empty() || !moved_.empty(); }
  // The pattern with all changes.
  std::string text() const;

 private:
  struct Replacement {
    NodePath node;
    std::string condition;
  };

  const Outline& outline_;
  std::vector<Replacement> replaced_;
  std::vector<std::pair<const OutlineField*, std::string>> moved_;
};

}  // namespace sb::pattern
