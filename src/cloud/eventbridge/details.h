// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/service/service.h"
#include "json/document.h"

namespace sb::cloud::eventbridge {

// The Detail of an entry as compact JSON, which is how it stands in an event. nullopt when it is not one JSON
// object, alone and no deeper than an event may be, so that it can add nothing beside itself. Any thread.
std::optional<std::string> compact_detail(std::string_view detail);

// The details of a request's entries, each in its entry's place.
struct Details final : service::Findings {
  std::vector<std::optional<std::string>> of_entries;
};

// Of the first `count_max` entries of an input that nobody has checked yet. Any thread.
std::shared_ptr<const Details> read_details(const json::Object& input, size_t count_max);

}  // namespace sb::cloud::eventbridge
