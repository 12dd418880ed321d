// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/envelope.h"

#include <fmt/format.h>

#include "json/unicode.h"

namespace sb::cloud::eventbridge {
namespace {

constexpr size_t kTimeBytes = 14;
constexpr size_t kDetailTypeMax = 128;
constexpr size_t kRequiredMembers = 3;
constexpr std::string_view kHead = R"({"version":"0","id":")";
constexpr size_t kIdBytes = 36;
// The names of the members and the values of fixed length.
constexpr size_t kFrameBytes = 256;

std::string_view text_at(const json::Object& object, const char* key) {
  return json::find_string(object, key).value_or("");
}

std::optional<base::Time> read_time(const json::Value& value) {
  double seconds = 0;
  if (value.is_number()) {
    seconds = value.to_number<double>();
  } else if (value.is_string()) {
    const std::string_view text = json::view(value.get_string());
    const auto iso = base::parse_iso(text);
    if (iso.ok()) return *iso;
    const auto number = json::parse_document(text);
    if (!number.ok() || !number->is_number()) return std::nullopt;
    seconds = number->to_number<double>();
  } else {
    return std::nullopt;
  }
  if (!(seconds >= kFirstSecond && seconds <= kLastSecond)) return std::nullopt;
  return base::Time(base::Milliseconds(static_cast<int64_t>(seconds * 1000)));
}

json::Object refusal(const char* code, std::string message) {
  return {{"ErrorCode", code}, {"ErrorMessage", std::move(message)}};
}

json::Object missing(const char* name) {
  return refusal("InvalidArgument",
                 fmt::format("Parameter {} is not valid. Reason: {} is a required argument.", name, name));
}

}  // namespace

size_t EntryView::bytes() const {
  size_t total = source.size() + detail_type.size() + detail.size() + (time ? kTimeBytes : 0);
  for (const std::string_view resource : resources) total += resource.size();
  return total;
}

EntryView read_entry(const json::Object& object) {
  EntryView out;
  out.source = text_at(object, "Source");
  out.detail_type = text_at(object, "DetailType");
  out.detail = text_at(object, "Detail");
  out.bus = text_at(object, "EventBusName");
  if (object.size() > kRequiredMembers) out.trace_header = text_at(object, "TraceHeader");
  if (const json::Array* resources = json::find_array(object, "Resources")) {
    for (const json::Value& item : *resources) {
      if (item.is_string()) out.resources.push_back(json::view(item.get_string()));
    }
  }
  if (const json::Value* time = object.if_contains("Time")) out.time = read_time(*time);
  return out;
}

bool has_bad_time(const json::Object& entry) {
  const json::Value* time = entry.if_contains("Time");
  return time != nullptr && !time->is_null() && !read_time(*time);
}

std::optional<json::Object> check_entry(const EntryView& entry) {
  if (entry.source.empty()) return missing("Source");
  if (entry.detail_type.empty()) return missing("DetailType");
  if (entry.detail.empty()) return missing("Detail");
  if (json::utf16_length(entry.detail_type) > kDetailTypeMax) {
    return refusal("InvalidArgument",
                   fmt::format("Parameter DetailType is not valid. Reason: DetailType must have at most {} "
                               "characters.",
                               kDetailTypeMax));
  }
  if (!*entry.compact) return refusal("MalformedDetail", "Detail is malformed.");
  return std::nullopt;
}

const std::string& EnvelopeWriter::text_of(base::Time time) {
  const base::Time second = std::chrono::floor<base::Seconds>(time);
  if (second != last_second_) {
    last_text_ = base::format_iso_seconds(second);
    last_second_ = second;
  }
  return last_text_;
}

std::string EnvelopeWriter::write(const EntryView& entry, const aws::Realm& realm, const std::string& id,
                                  base::Time now) {
  std::string out;
  out.reserve(entry.bytes() - entry.detail.size() + (*entry.compact)->size() + kFrameBytes);
  out += kHead;
  out += id;
  out += R"(","detail-type":)";
  json::append_quoted(out, entry.detail_type);
  out += R"(,"source":)";
  json::append_quoted(out, entry.source);
  out += R"(,"account":")" + realm.account;
  out += R"(","time":")" + text_of(entry.time.value_or(now));
  out += R"(","region":")" + realm.region;
  out += R"(","resources":[)";
  for (size_t i = 0; i < entry.resources.size(); ++i) {
    if (i > 0) out += ',';
    json::append_quoted(out, entry.resources[i]);
  }
  out += R"(],"detail":)";
  out += **entry.compact;
  out += '}';
  return out;
}

std::string with_id(std::string event, std::string_view id) {
  return event.starts_with(kHead) && event.size() > kHead.size() + kIdBytes
             ? event.replace(kHead.size(), kIdBytes, id)
             : event;
}

}  // namespace sb::cloud::eventbridge
