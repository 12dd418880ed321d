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
  bool spoiled = false;  // memory ran out over half a rule

  Result<Done> add(std::string_view id, const sb::pattern::Pattern& pattern) noexcept {
    Result<Done> added = guarded<Done>([&]() -> Result<Done> {
      batch.add(id, pattern);
      return Done{};
    });
    spoiled = spoiled || !added;
    return added;
  }
};

struct Matcher::State {
  sb::pattern::RuleSet rules;
};

struct Reader::State {
  explicit State(std::shared_ptr<Matcher::State> set) : matcher(std::move(set)), reader(matcher->rules) {}

  std::shared_ptr<Matcher::State> matcher;
  sb::pattern::RuleReader reader;
};

Changes::Changes() noexcept {
  try {
    state_ = std::make_unique<State>();
  } catch (const std::bad_alloc&) {
    // Every change will be answered with an Error.
  }
}
Changes::Changes(Changes&&) noexcept = default;
Changes& Changes::operator=(Changes&&) noexcept = default;
Changes::~Changes() = default;

Result<Done> Changes::add(std::string_view id, std::string_view pattern_text) noexcept {
  return guarded<Done>([&]() -> Result<Done> {
    sb::pattern::ParseResult parsed = sb::pattern::parse(pattern_text);
    if (!parsed.ok()) return from_parse(std::move(parsed.error));
    return state_ ? state_->add(id, *parsed.pattern) : out_of_memory();
  });
}

Result<Done> Changes::add(std::string_view id, const Pattern& pattern) noexcept {
  return state_ ? state_->add(id, pattern.state_->pattern) : out_of_memory();
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
    if (!state_ || !changes.state_ || changes.state_->spoiled) return out_of_memory();
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
