// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/entry_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"

namespace sb::cloud::eventbridge {

using service::Constraints;
using service::Fault;
using service::Need;

namespace {

constexpr service::TextRule kResource{0, 2048, nullptr, nullptr};
// Of a list that is too long, so many entries are shown; each is shown longer than it was sent.
constexpr size_t kShownMax = 100;

std::string shown(const json::Object& entry, const char* key) {
  const json::Value* value = entry.if_contains(key);
  if (value == nullptr || value->is_null()) return "null";
  if (value->is_string()) return json::to_std(value->get_string());
  const json::Array* list = value->if_array();
  if (list == nullptr) return json::to_text(*value);
  std::vector<std::string> items;
  for (const json::Value& item : *list)
    items.push_back(item.is_string() ? json::to_std(item.get_string()) : json::to_text(item));
  return "[" + base::join(items, ", ") + "]";
}

// As Java's classes print themselves (recorded for PutEvents).
std::string shown(const json::Object& entry, const EntryKind& kind) {
  std::string out = fmt::format(
      "{}(time={}, source={}, resources={}, detailType={}, detail={}", kind.shown_as, shown(entry, "Time"),
      shown(entry, "Source"), shown(entry, "Resources"), shown(entry, "DetailType"), shown(entry, "Detail"));
  if (!kind.is_partner) {
    out += fmt::format(", eventBusName={}, traceHeader={}, kmsKeyIdentifier=null, internalMetadata=null",
                       shown(entry, "EventBusName"), shown(entry, "TraceHeader"));
  }
  return out + ")";
}

std::string shown(const json::Array& entries, const EntryKind& kind) {
  std::vector<std::string> items;
  for (const json::Value& item : std::span(entries.data(), std::min(entries.size(), kShownMax)))
    items.push_back(item.is_object() ? shown(item.get_object(), kind) : json::to_text(item));
  return "[" + base::join(items, ", ") + "]";
}

bool is_whole_second(const json::Value& value) {
  const int64_t* second = value.if_int64();
  return second != nullptr && *second >= kFirstSecond && *second <= kLastSecond;
}

// True for what nearly every entry is: three texts and maybe a number for a time, within all bounds.
bool is_plain(const json::Value& item, const EntryKind& kind) {
  const json::Object* entry = item.if_object();
  if (entry == nullptr || kind.is_partner) return false;
  for (const auto& [key, value] : *entry) {
    const bool text = key == "Source" || key == "DetailType" || key == "Detail";
    if (text ? !value.is_string() : key != "Time" || !is_whole_second(value)) return false;
  }
  return true;
}

void check_resources(const json::Object& entry, const std::string& path, Constraints& out) {
  const json::Array* resources = json::find_array(entry, "Resources");
  if (resources == nullptr) return;
  for (size_t i = 0; i < resources->size() && !out.is_full(); ++i) {
    out.text({{"member", (*resources)[i]}}, "member", kResource, Need::kRequired,
             fmt::format("{}resources.{}.", path, i + 1));
  }
}

void check_model(const json::Value& item, size_t number, const EntryKind& kind, Constraints& out) {
  const std::string path = fmt::format("entries.{}.member.", number);
  out.structure(item);
  if (!item.is_object()) return;
  const json::Object& entry = item.get_object();
  out.text(entry, "Source", kind.is_partner ? kEventSourceName : service::TextRule{}, Need::kOptional, path);
  out.list(entry, "Resources", 0, SIZE_MAX, "", Need::kOptional, path);
  check_resources(entry, path, out);
  out.text(entry, "DetailType", {}, Need::kOptional, path).text(entry, "Detail", {}, Need::kOptional, path);
  if (has_bad_time(entry)) out.find(shown(entry, "Time"), path + "time", "Member must be a timestamp");
  if (kind.is_partner) return;
  out.text(entry, "EventBusName", kOwnBusNameOrArn, Need::kOptional, path)
      .text(entry, "TraceHeader", kTraceHeader, Need::kOptional, path);
}

std::optional<Fault> check_model(const json::Object& input, const EntryKind& kind) {
  const json::Array* entries = json::find_array(input, "Entries");
  Constraints constraints;
  constraints.list(input, "Entries", 1, kind.count_max,
                   entries != nullptr && entries->size() > kind.count_max ? shown(*entries, kind) : "",
                   Need::kRequired);
  for (size_t i = 0; entries != nullptr && i < entries->size() && i < kind.count_max; ++i) {
    if (!is_plain((*entries)[i], kind)) check_model((*entries)[i], i + 1, kind, constraints);
  }
  return constraints.fault();
}

}  // namespace

Entries read_entries(const service::Call& call, const json::Object& input, const EntryKind& kind) {
  Entries out;
  if ((out.fault = check_model(input, kind))) return out;
  out.details = std::dynamic_pointer_cast<const Details>(call.findings);
  if (out.details == nullptr) out.details = read_details(input, kind.count_max);
  size_t bytes = 0;
  for (const json::Value& item : *json::find_array(input, "Entries")) {
    EntryView& entry = out.list.emplace_back(read_entry(item.get_object()));
    entry.compact = &out.details->of_entries[out.list.size() - 1];
    bytes += entry.bytes();
  }
  if (bytes > aws::kPutEventsBytesMax)
    out.fault = validation("Total size of the entries in the request is over the limit.");
  return out;
}

json::Object answer_entries(const std::vector<EntryView>& entries,
                            const std::function<json::Object(const EntryView&)>& put) {
  json::Array results;
  int failed = 0;
  for (const EntryView& entry : entries) {
    json::Object result = put(entry);
    failed += result.contains("ErrorCode") ? 1 : 0;
    results.push_back(std::move(result));
  }
  return {{"FailedEntryCount", failed}, {"Entries", std::move(results)}};
}

}  // namespace sb::cloud::eventbridge
