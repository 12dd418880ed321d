// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cloud/genesys/genesys.h"
#include "json/reader.h"

// Events that happen in the organisation, and where they go.
namespace sb::cloud::genesys {
namespace {

constexpr char kPartnerPrefix[] = "aws.partner/genesys.com/";
constexpr char kTopicPrefix[] = "v2.";

struct ReadEvent {
  OutgoingEvent event;
  std::string error;  // empty: it is one
};

bool is_partner(const OutgoingEvent& event) {
  return event.source.starts_with(kPartnerPrefix) ||
         (event.source.empty() && event.detail_type.starts_with(kTopicPrefix));
}

ReadEvent read_event(std::string_view line) {
  const auto tree = json::read(line);
  if (!tree.ok()) return {{}, fmt::format("not JSON: {}", tree.error.reason)};
  const json::Node& root = tree.tree->root;
  if (root.kind != json::Kind::kObject) return {{}, "an event is a JSON object"};
  const auto text = [&](const char* key) {
    const json::Node* node = root.find(key);
    return node != nullptr && node->kind == json::Kind::kString ? node->text : std::string();
  };
  const json::Node* detail = root.find("detail");
  ReadEvent out{{text("source"), text("detail-type"), "", text("time")}, ""};
  if (detail == nullptr || detail->kind != json::Kind::kObject || out.event.detail_type.empty() ||
      (out.event.source.empty() && !is_partner(out.event))) {
    out.error = "an event needs source (a v2 topic needs none), detail-type and a detail object";
    return out;
  }
  if (!out.event.time.empty() && !base::parse_iso(out.event.time).ok())
    out.error = fmt::format("time is not ISO 8601: '{}'", out.event.time);
  out.event.detail = std::string(line.substr(detail->begin, detail->end - detail->begin));
  return out;
}

// Why an event of the organisation's topic cannot exist.
std::string no_such_topic(const std::string& topic) {
  return fmt::format("the organisation offers no topic {}; a topic keeps the literal {{id}}", topic);
}

}  // namespace

std::vector<std::string> Genesys::send_out(const OutgoingEvent& event, bool& sent) {
  sent = false;
  if (is_partner(event)) {
    if (organization_.find_topic(event.detail_type) == nullptr) return {no_such_topic(event.detail_type)};
    const auto time = base::parse_iso(event.time);
    auto outcome = integrations_.send(
        {event.detail_type, event.detail, time.ok() ? std::optional(*time) : std::nullopt});
    sent = outcome.count > 0;
    return std::move(outcome.reasons);
  }
  if (!event_types_.is_enabled(event.detail_type)) {
    return {fmt::format("the event type {} is not {}", event.detail_type,
                        event_types_.is_offered(event.detail_type) ? "enabled" : "offered")};
  }
  sent = true;
  send_(event);
  return {};
}

Genesys::Happened Genesys::happen(std::string_view ndjson) {
  Happened out;
  int number = 0;
  for (const std::string_view raw : base::split(ndjson, '\n')) {
    ++number;
    const std::string_view line = base::trim(raw);
    if (line.empty()) continue;
    const ReadEvent read = read_event(line);
    if (!read.error.empty()) {
      out.errors.push_back(fmt::format("line {}: {}", number, read.error));
      continue;
    }
    bool sent = false;
    for (const std::string& reason : send_out(read.event, sent))
      out.reasons.push_back(fmt::format("line {}: {}", number, reason));
    ++out.accepted;
    ++(sent ? out.sent : out.dropped);
  }
  counters_.happened += out.accepted;
  counters_.sent += out.sent;
  counters_.dropped += out.dropped;
  return out;
}

}  // namespace sb::cloud::genesys
