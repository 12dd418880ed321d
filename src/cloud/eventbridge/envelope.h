// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/arn.h"
#include "base/clock.h"
#include "json/document.h"
#include "pattern/event_scanner.h"

namespace sb::cloud::eventbridge {

// One event as a sender inside this process gives it; what is empty is filled in.
struct EventEntry {
  std::string source;
  std::string detail_type;
  std::string detail;  // JSON object, as text
  std::vector<std::string> resources;
  std::optional<base::Time> time;
};

// The same as it stands in a request; views into it.
struct EntryView {
  std::string_view source;
  std::string_view detail_type;
  std::string_view detail;
  std::string_view bus;
  std::vector<std::string_view> resources;
  std::optional<base::Time> time;

  // What counts against the limit of a request: 14 bytes for a time, and the texts.
  size_t bytes() const;
};

EntryView view_of(const EventEntry& entry);
// An entry of PutEvents or PutPartnerEvents. A member of a wrong type is as if it were absent: whoever calls
// has checked them.
EntryView read_entry(const json::Object& object);
// When the entry has a Time that is none: seconds as a number, or a number or ISO 8601 as text.
bool has_bad_time(const json::Object& entry);

// Checks entries and writes events as rules and targets see them. Reused from event to event. Not
// thread-safe.
class EnvelopeWriter {
 public:
  // {"ErrorCode", "ErrorMessage"} of an entry that is refused, as the answer has it; nullopt for a good one.
  std::optional<json::Object> check(const EntryView& entry);
  // The event as compact JSON. The entry must have been checked, so that Detail is one object and can add
  // nothing beside itself.
  std::string write(const EntryView& entry, const aws::Realm& realm, const std::string& id, base::Time now);

 private:
  // One JSON object, no deeper than an event may be.
  bool is_detail(std::string_view text);
  // The time to the second; events of the same second come one after the other.
  const std::string& text_of(base::Time time);

  pattern::EventScanner scanner_;
  pattern::PathTable no_paths_;
  pattern::FlatEvent scratch_;
  base::Time last_second_{};
  std::string last_text_ = base::format_iso_seconds({});
};

// The same event under another id, which must be a UUID. What EnvelopeWriter did not write stays as it is.
std::string with_id(std::string event, std::string_view id);

}  // namespace sb::cloud::eventbridge
