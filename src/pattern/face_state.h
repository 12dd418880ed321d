// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "json/reader.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/pattern_index.h"
#include "switchboard/error.h"
#include "switchboard/pattern.h"

// What the files behind include/switchboard share.
namespace switchboard {

struct Pattern::State {
  State(sb::pattern::Pattern read, std::string_view from) : pattern(std::move(read)), text(from) {}

  // Made when it is first asked for. Any thread.
  const sb::pattern::PatternIndex& index() const {
    std::call_once(indexed_, [this] { index_.emplace(pattern); });
    return *index_;
  }

  const sb::pattern::Pattern pattern;
  const std::string text;  // what it was read from

 private:
  mutable std::once_flag indexed_;
  mutable std::optional<sb::pattern::PatternIndex> index_;
};

// For the files behind the headers that look into a pattern.
struct PatternAccess {
  static const Pattern::State& state(const Pattern& pattern) { return *pattern.state_; }
};

inline Error out_of_memory() { return {"out of memory", 0, 0, "out of memory", {}}; }

inline Error from_parse(sb::pattern::ParseError error) {
  return {std::move(error.reason), error.line, error.column, std::move(error.message), std::move(error.hint)};
}

inline Error from_event(sb::json::ReadError error) {
  std::string message = "Event is not valid. Reason: " + error.reason;
  return {std::move(error.reason), error.location.line, error.location.column, std::move(message), {}};
}

// Runs `work`; what the standard library throws, in practice for want of memory, becomes an Error.
template <class T, class Work>
Result<T> guarded(Work work) noexcept {
  try {
    return work();
  } catch (const std::exception&) {
    return out_of_memory();
  }
}

}  // namespace switchboard
