// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>

#include "pattern/face_state.h"
#include "switchboard/pattern.h"

namespace switchboard {

Pattern::Pattern(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Result<Pattern> Pattern::parse(std::string_view text) noexcept {
  return guarded<Pattern>([text]() -> Result<Pattern> {
    sb::pattern::ParseResult result = sb::pattern::parse(text);
    if (!result.ok()) return from_parse(std::move(result.error));
    return Pattern(std::make_shared<const State>(*std::move(result.pattern), text));
  });
}

Result<bool> Pattern::matches(std::string_view event_text) const noexcept {
  return guarded<bool>([this, event_text]() -> Result<bool> {
    const std::optional<bool> answer = state_->index().matches(event_text);
    if (answer) return *answer;
    sb::pattern::EventResult event = sb::pattern::read_event(event_text);
    if (!event.ok()) return from_event(std::move(event.error));
    return state_->index().matches(*event.event);
  });
}

}  // namespace switchboard
