// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "aws/limits.h"
#include "cloud/eventbridge/details.h"
#include "cloud/eventbridge/envelope.h"
#include "cloud/service/service.h"

// What PutEvents and PutPartnerEvents have in common.
namespace sb::cloud::eventbridge {

struct EntryKind {
  const char* shown_as;  // the class whose fields an answer shows
  size_t count_max;
  bool is_partner;
};
inline constexpr EntryKind kOwnEntries{"PutEventsRequestEntry", aws::kPutEventsEntriesMax, false};
inline constexpr EntryKind kPartnerEntries{"PutPartnerEventsRequestEntry", aws::kPutPartnerEventsEntriesMax,
                                           true};

// A request's entries, which refer to its input; or why EventBridge refuses it as a whole: the model's bounds
// and the size of all entries. The call's findings, where it has some, are its Details.
struct Entries {
  std::vector<EntryView> list;
  std::shared_ptr<const Details> details;
  std::optional<service::Fault> fault;
};
Entries read_entries(const service::Call& call, const json::Object& input, const EntryKind& kind);

// {"FailedEntryCount", "Entries"} with what `put` gives for each entry in its place.
json::Object answer_entries(const std::vector<EntryView>& entries,
                            const std::function<json::Object(const EntryView&)>& put);

}  // namespace sb::cloud::eventbridge
