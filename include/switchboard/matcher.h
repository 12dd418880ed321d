// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "switchboard/error.h"
#include "switchboard/pattern.h"

namespace switchboard {

// A set of rules, each a pattern under an id, asked which of them match an event.
//
//   switchboard::Matcher matcher;
//   auto added = matcher.add("support", R"({"detail":{"queue":["Support"]}})");
//   auto ids = matcher.match(R"({"detail":{"queue":"Support"}})");   // {"support"}
//
// Threads: match() and size() may run in any number of threads at once, but not beside add(), a move or
// destruction. A moved-from matcher may only be assigned to or destroyed. Nothing here throws; when memory
// runs out an Error says so and the set is as before.
class Matcher {
 public:
  Matcher() noexcept;
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // Adds a rule; the value is its number, counted from 0. Ids may repeat: such rules are asked and listed one
  // by one. Error: the pattern is refused; the set is as before.
  Result<size_t> add(std::string_view id, std::string_view pattern_text) noexcept;
  Result<size_t> add(std::string_view id, const Pattern& pattern) noexcept;

  // The ids of the rules that match `event_text`, a JSON object, in the order in which they were added. The
  // views stay good until the matcher is assigned to or destroyed; adding and moving keep them. Error: the
  // text is not JSON or not an object.
  Result<std::vector<std::string_view>> match(std::string_view event_text) const noexcept;

  size_t size() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace switchboard
