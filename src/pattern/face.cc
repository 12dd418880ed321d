// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "json/location.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "switchboard/error.h"
#include "switchboard/matcher.h"
#include "switchboard/pattern.h"

namespace switchboard {

namespace {

Error from_parse(sb::pattern::ParseError error) {
  return {std::move(error.reason), error.line, error.column, std::move(error.message), std::move(error.hint)};
}

Error from_event(sb::json::ReadError error) {
  std::string message = "Event is not valid. Reason: " + error.reason;
  return {std::move(error.reason), error.location.line, error.location.column, std::move(message), {}};
}

// Runs `work`; what the standard library throws, in practice for want of memory, becomes an Error.
template <class T, class Work>
Result<T> guarded(Work work) noexcept {
  try {
    return work();
  } catch (const std::exception&) {
    return Error{"out of memory", 0, 0, {}, {}};
  }
}

}  // namespace

struct Pattern::State {
  sb::pattern::Pattern pattern;
};

Pattern::Pattern(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Result<Pattern> Pattern::parse(std::string_view text) noexcept {
  return guarded<Pattern>([text]() -> Result<Pattern> {
    sb::pattern::ParseResult result = sb::pattern::parse(text);
    if (!result.ok()) return from_parse(std::move(result.error));
    return Pattern(std::make_shared<const State>(State{*std::move(result.pattern)}));
  });
}

Result<bool> Pattern::matches(std::string_view event_text) const noexcept {
  return guarded<bool>([this, event_text]() -> Result<bool> {
    sb::pattern::EventResult event = sb::pattern::read_event(event_text);
    if (!event.ok()) return from_event(std::move(event.error));
    return sb::pattern::matches(state_->pattern, *event.event);
  });
}

struct Matcher::State {
  struct Rule {
    std::string id;
    Pattern pattern;
  };
  std::deque<Rule> rules;  // ids keep their address while rules are added
};

Matcher::Matcher() noexcept = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Result<size_t> Matcher::add(std::string_view id, std::string_view pattern_text) noexcept {
  const Result<Pattern> pattern = Pattern::parse(pattern_text);
  if (!pattern) return pattern.error();
  return add(id, pattern.value());
}

Result<size_t> Matcher::add(std::string_view id, const Pattern& pattern) noexcept {
  return guarded<size_t>([&]() -> Result<size_t> {
    if (!state_) state_ = std::make_unique<State>();
    state_->rules.push_back({std::string(id), pattern});
    return state_->rules.size() - 1;
  });
}

Result<std::vector<std::string_view>> Matcher::match(std::string_view event_text) const noexcept {
  using Ids = std::vector<std::string_view>;
  return guarded<Ids>([this, event_text]() -> Result<Ids> {
    sb::pattern::EventResult event = sb::pattern::read_event(event_text);
    if (!event.ok()) return from_event(std::move(event.error));
    Ids ids;
    if (!state_) return ids;
    for (const State::Rule& rule : state_->rules) {
      if (sb::pattern::matches(rule.pattern.state_->pattern, *event.event)) ids.emplace_back(rule.id);
    }
    return ids;
  });
}

size_t Matcher::size() const noexcept { return state_ ? state_->rules.size() : 0; }

}  // namespace switchboard
