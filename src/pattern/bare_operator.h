// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "pattern/ast.h"
#include "pattern/outline.h"

namespace sb::pattern {

// An operator's name as a key: {"prefix":"x"} in a list is an operator, "a":{"prefix":["x"]} a field `prefix`
// below `a`, which AWS takes outside $or.
struct BareOperator {
  std::string name;
  std::string above;     // the path that the operator may have been meant for
  std::string instead;   // how that is written: "a":[{"prefix":"x"}]
  bool certain = false;  // the list is one of operands: a field of that name would hardly be asked for it
};

// nullopt for a field whose path does not end so, or whose list only a field has.
std::optional<BareOperator> find_bare_operator(const Field& field, const OutlineField& outline);

}  // namespace sb::pattern
