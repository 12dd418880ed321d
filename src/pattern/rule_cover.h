// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pattern/ast.h"

// What can be said about two patterns without any event.
namespace sb::pattern {

// A text that patterns share exactly if they are the same but for the order of keys, branches and list
// entries, repeated entries, overridden fields and the spelling of comparable numbers.
std::string canonical_text(const Predicate& predicate);
std::string canonical_text(const Pattern& pattern);

// True only if every value that `narrow` accepts is accepted by `wide`, or both ask for absence. False where
// that is not easily seen.
bool covers(const Predicate& wide, const Predicate& narrow);

// True only if every event that `narrow` matches is matched by `wide`. False where that is not easily seen.
bool covers(const Pattern& wide, const Pattern& narrow);

}  // namespace sb::pattern
