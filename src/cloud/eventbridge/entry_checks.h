// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "cloud/eventbridge/envelope.h"
#include "cloud/service/service.h"

// What PutEvents and PutPartnerEvents have in common.
namespace sb::cloud::eventbridge {

struct EntryKind {
  const char* shown_as;  // the class whose fields an answer shows
  size_t count_max;
  bool is_partner;
};
inline constexpr EntryKind kOwnEntries{"PutEventsRequestEntry", 10, false};
inline constexpr EntryKind kPartnerEntries{"PutPartnerEventsRequestEntry", 20, true};

// What makes EventBridge refuse the request as a whole: the model's bounds and the size of all entries.
std::optional<service::Fault> check_entries(const json::Object& input, const EntryKind& kind);

// {"FailedEntryCount", "Entries"} with what `put` gives for each entry in its place. After check_entries().
json::Object answer_entries(const json::Object& input,
                            const std::function<json::Object(const EntryView&)>& put);

}  // namespace sb::cloud::eventbridge
