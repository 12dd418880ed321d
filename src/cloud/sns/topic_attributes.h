// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/service.h"
#include "cloud/sns/topic.h"

namespace sb::cloud::sns {

// The policy that AWS gives a new topic: everything for its own account.
std::string default_topic_policy(const Topic& topic);

// Whether a topic policy may speak of `action` ("Publish", without its prefix, in any case).
bool is_topic_action(std::string_view action);

// An attribute as it is kept, shown and compared.
std::string kept_value(const std::string& name, const std::string& value);

// Sets one attribute, an empty value removes it. The fault of a bad one, in SNS's words, with the topic as it
// was.
std::optional<service::Fault> set_attribute(Topic& topic, const std::string& name, const std::string& value);

// All that GetTopicAttributes shows.
json::Object render_attributes(const Topic& topic);

}  // namespace sb::cloud::sns
