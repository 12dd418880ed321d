// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/arn.h"
#include "base/result.h"
#include "json/document.h"
#include "switchboard/explain.h"

// Events to try a chain with, and what becomes of them on the way.
namespace sb::reconcile::doctor {

// A user's event made whole: the members of the envelope that TestEventPattern asks for and it does not have
// are put in. Error: it is no JSON object.
base::Result<std::string> complete_event(const std::string& text, const aws::Realm& realm);

// The same event with one value set at a path of keys joined by dots.
std::string with_value(const std::string& event, std::string_view path, const std::string& value);

// What a target with this wire form is sent in place of the event. nullopt: by a template, which is not
// computed here.
std::optional<std::string> message_of(const json::Object& target_wire, const std::string& event);

// A filter on such a message as a pattern for the event that it is made of. nullopt where the message is not
// a part of the event.
std::optional<std::string> filter_on_event(const json::Object& target_wire, const std::string& filter);

// What stands in the way, in a sentence or two: "detail.queue.id: wanted "a", found "b"".
std::string in_words(const switchboard::Explanation& explanation);

}  // namespace sb::reconcile::doctor
