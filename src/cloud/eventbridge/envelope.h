// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/arn.h"
#include "base/clock.h"
#include "json/document.h"

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
  std::string_view trace_header = {};
  const std::optional<std::string>* compact = nullptr;  // compact_detail() of `detail`

  // What counts against the limit of a request: 14 bytes for a time, and the texts.
  size_t bytes() const;
};

// An entry of PutEvents or PutPartnerEvents. A member of a wrong type is as if it were absent: whoever calls
// has checked them.
EntryView read_entry(const json::Object& object);
// The years 1 to 9999, in seconds.
inline constexpr int64_t kFirstSecond = -62135596800;
inline constexpr int64_t kLastSecond = 253402300799;
// When the entry has a Time that is none: seconds as a number, or a number or ISO 8601 as text.
bool has_bad_time(const json::Object& entry);

// {"ErrorCode", "ErrorMessage"} of an entry that is refused, as the answer has it; nullopt for a good one.
// `entry.compact` must be set.
std::optional<json::Object> check_entry(const EntryView& entry);

// Writes events as rules and targets see them. Reused from event to event. Not thread-safe.
class EnvelopeWriter {
 public:
  // The event as compact JSON. The entry must have been checked.
  std::string write(const EntryView& entry, const aws::Realm& realm, const std::string& id, base::Time now);

 private:
  // The time to the second; events of the same second come one after the other.
  const std::string& text_of(base::Time time);

  base::Time last_second_{};
  std::string last_text_ = base::format_iso_seconds({});
};

// The same event under another id, which must be a UUID. What EnvelopeWriter did not write stays as it is.
std::string with_id(std::string event, std::string_view id);

}  // namespace sb::cloud::eventbridge
