// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "switchboard/error.h"

namespace switchboard {

// An event pattern as Amazon EventBridge understands it.
//
//   auto pattern = switchboard::Pattern::parse(R"({"detail":{"state":["running",{"prefix":"stop"}]}})");
//   if (!pattern) return complain(pattern.error().message);
//   auto answer = pattern.value().matches(R"({"detail":{"state":"stopped"}})");
//
// Immutable, cheap to copy (copies share what was parsed), safe to use from many threads at once. A
// moved-from pattern may only be assigned to or destroyed. Nothing here throws; when memory runs out an Error
// says so.
class Pattern {
 public:
  // Error: the pattern is refused, with AWS's reason, place and message. The text need not outlive the call.
  static Result<Pattern> parse(std::string_view text) noexcept;

  // Whether `event_text`, a JSON object, matches, in time near linear in it. The first question compiles the
  // pattern. Error: the text is not JSON or not an object.
  Result<bool> matches(std::string_view event_text) const noexcept;

 private:
  friend class Changes;
  friend struct PatternAccess;
  struct State;
  explicit Pattern(std::shared_ptr<const State> state) noexcept;

  std::shared_ptr<const State> state_;
};

}  // namespace switchboard
