// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "cloud/admin.h"
#include "cloud/world.h"

// /_switchboard/*: health, metrics and the clock, and who does the rest.
namespace sb::cloud {
namespace {

constexpr int64_t kAdvanceMax = 10LL * 366 * 86400;

}  // namespace

net::HttpResponse as_json(int status, const json::Object& body) {
  return {status, {{"Content-Type", "application/json"}}, json::to_text(body) + "\n"};
}

net::HttpResponse nothing_here(const net::HttpRequest& request) {
  return as_json(404, {{"error", fmt::format("no {} {} here", request.method, request.path())}});
}

namespace {

json::Object by_service(const delivery::Dispatcher& dispatcher) {
  json::Object out;
  for (const auto& [service, counters] : dispatcher.counters_by_service()) {
    out[service] = {{"delivered", counters.delivered},
                    {"failed_attempts", counters.failed_attempts},
                    {"dead_lettered", counters.dead_lettered},
                    {"lost", counters.lost}};
  }
  return out;
}

json::Object by_operation(const edge::Edge& edge) {
  json::Object out;
  for (const auto& [service, operations] : edge.counts()) {
    json::Object& counted = out[service].emplace_object();
    for (const auto& [operation, count] : operations) counted[operation] = count;
  }
  return out;
}

}  // namespace

net::HttpResponse Cloud::World::administer(const net::HttpRequest& request) {
  const std::string_view what = request.path().substr(std::string_view("/_switchboard/").size());
  if (what == "health" && request.method == "GET") {
    const std::string& folder = options.data_directory;
    return as_json(200, {{"service", "switchboard"},
                         {"status", "ok"},
                         {"version", 1},
                         {"own_keys", options.credentials.has_value()},
                         {"data", folder.empty() ? json::Value(nullptr)
                                                 : json::Value(std::filesystem::absolute(folder).string())}});
  }
  if (what == "metrics" && request.method == "GET") {
    const auto& deliveries = dispatcher->counters();
    return as_json(200, {{"deliveries_delivered", deliveries.delivered},
                         {"deliveries_failed_attempts", deliveries.failed_attempts},
                         {"deliveries_dead_lettered", deliveries.dead_lettered},
                         {"deliveries_lost", deliveries.lost},
                         {"deliveries_waiting", dispatcher->waiting()},
                         {"deliveries_held_bytes", dispatcher->held_bytes()},
                         {"deliveries_by_service", by_service(*dispatcher)},
                         {"calls", by_operation(*edge)},
                         {"genesys_calls", genesys->counters().calls},
                         {"genesys_events_happened", genesys->counters().happened},
                         {"genesys_events_sent", genesys->counters().sent},
                         {"genesys_events_dropped", genesys->counters().dropped},
                         {"queues", sqs->queue_count()},
                         {"messages", sqs->message_count()},
                         {"receives_waiting", sqs->waiting_count()}});
  }
  if (what == "state" && request.method == "GET") return tell_state();
  if (what == "reset" && request.method == "POST") return reset(request);
  if (what.starts_with("genesys/")) return administer_organization(request);
  if (what == "clock" && request.method == "GET") {
    return as_json(200, {{"now", base::format_iso_milliseconds(clock.now())},
                         {"offset_milliseconds", clock.offset().count()}});
  }
  if (what == "clock" && request.method == "POST") {
    const auto body = json::parse_document(request.body);
    const auto seconds =
        body.ok() && body->is_object() ? json::find_int(body->get_object(), "advance_seconds") : std::nullopt;
    if (!seconds || *seconds < 0 || *seconds > kAdvanceMax)
      return as_json(400, {{"error", "give {\"advance_seconds\": N}, N from 0 to ten years"}});
    timeline.move_clock(clock.offset() + base::Seconds(*seconds));
    store->put(store::Table::kMeta, kClockOffset, fmt::format("{}", clock.offset().count()));
    return as_json(200, {{"now", base::format_iso_milliseconds(clock.now())},
                         {"offset_milliseconds", clock.offset().count()}});
  }
  return nothing_here(request);
}

}  // namespace sb::cloud
