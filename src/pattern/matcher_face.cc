// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <new>
#include <utility>

#include "pattern/face_state.h"
#include "pattern/rule_set.h"
#include "switchboard/matcher.h"

namespace switchboard {

struct Changes::State {
  sb::pattern::RuleBatch batch;
  std::vector<std::string> removed;
};

struct Matcher::State {
  sb::pattern::RuleSet rules;
};

struct Reader::State {
  explicit State(std::shared_ptr<Matcher::State> set) : matcher(std::move(set)), reader(matcher->rules) {}

  std::shared_ptr<Matcher::State> matcher;
  sb::pattern::RuleReader reader;
};

Changes::Changes() noexcept : state_(new(std::nothrow) State) {}
Changes::Changes(Changes&&) noexcept = default;
Changes& Changes::operator=(Changes&&) noexcept = default;
Changes::~Changes() = default;

Result<Done> Changes::add(std::string_view id, std::string_view pattern_text) noexcept {
  const auto pattern = Pattern::parse(pattern_text);
  return pattern ? add(id, pattern.value()) : pattern.error();
}

Result<Done> Changes::add(std::string_view id, const Pattern& pattern) noexcept {
  Result<Done> added = guarded<Done>([&]() -> Result<Done> {
    if (!state_) return out_of_memory();
    state_->batch.add(id, pattern.state_->pattern);
    return Done{};
  });
  if (!added) state_.reset();  // half a rule may be in it
  return added;
}

Result<Done> Changes::remove(std::string_view id) noexcept {
  return guarded<Done>([&]() -> Result<Done> {
    if (!state_) return out_of_memory();
    state_->removed.emplace_back(id);
    return Done{};
  });
}

Matcher::Matcher() noexcept {
  try {
    state_ = std::make_shared<State>();
  } catch (const std::bad_alloc&) {
    // Every question and change will be answered with an Error.
  }
}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Result<Done> Matcher::add(std::string_view id, std::string_view pattern_text) noexcept {
  Changes changes;
  if (auto added = changes.add(id, pattern_text); !added) return added;
  const auto applied = apply(std::move(changes));
  return applied ? Result<Done>(Done{}) : Result<Done>(applied.error());
}

Result<Done> Matcher::add(std::string_view id, const Pattern& pattern) noexcept {
  Changes changes;
  if (auto added = changes.add(id, pattern); !added) return added;
  const auto applied = apply(std::move(changes));
  return applied ? Result<Done>(Done{}) : Result<Done>(applied.error());
}

Result<size_t> Matcher::remove(std::string_view id) noexcept {
  Changes changes;
  if (const auto removed = changes.remove(id); !removed) return removed.error();
  return apply(std::move(changes));
}

Result<size_t> Matcher::apply(Changes changes) noexcept {
  return guarded<size_t>([&]() -> Result<size_t> {
    if (!state_ || !changes.state_) return out_of_memory();
    return state_->rules.change(&changes.state_->batch, changes.state_->removed);
  });
}

Result<std::vector<std::string>> Matcher::match(std::string_view event_text) const noexcept {
  using Ids = std::vector<std::string>;
  return guarded<Ids>([&]() -> Result<Ids> {
    Reader reader(*this);
    const auto matches = reader.match(event_text);
    if (!matches) return matches.error();
    return Ids(matches.value().begin(), matches.value().end());
  });
}

size_t Matcher::size() const noexcept { return state_ ? state_->rules.size() : 0; }

std::string_view Matches::id_at(const void* first, size_t i) noexcept {
  return static_cast<const sb::pattern::RuleReader::Match*>(first)[i].id();
}

Reader::Reader(const Matcher& matcher) noexcept {
  try {
    if (matcher.state_) state_ = std::make_unique<State>(matcher.state_);
  } catch (const std::bad_alloc&) {
    // Every question will be answered with an Error.
  }
}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Matches> Reader::match(std::string_view event_text, Validation validation) noexcept {
  return guarded<Matches>([&]() -> Result<Matches> {
    if (!state_) return out_of_memory();
    const auto needed =
        validation == Validation::kWhole ? sb::pattern::Validation::kWhole : sb::pattern::Validation::kNeeded;
    const auto* matches = state_->reader.match(event_text, needed);
    if (matches != nullptr) return Matches(matches->data(), matches->size());
    sb::pattern::EventResult event = sb::pattern::read_event(event_text);
    if (!event.ok()) return from_event(std::move(event.error));
    matches = state_->reader.match(*event.event);
    return Matches(matches->data(), matches->size());
  });
}

}  // namespace switchboard
