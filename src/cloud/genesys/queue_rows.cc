// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cloud/genesys/queues.h"

// How queues are kept: a row for each that was made or changed, and one for each of the organisation's own
// that was deleted.
namespace sb::cloud::genesys {
namespace {

constexpr char kGone[] = "gone";

json::Value time_or_null(const std::optional<base::Time>& time) {
  return time ? json::Value(time->time_since_epoch().count()) : json::Value(nullptr);
}

std::optional<base::Time> time_of(const json::Object& row, const char* key) {
  const auto count = json::find_int(row, key);
  return count ? std::optional(base::Time(base::Milliseconds(*count))) : std::nullopt;
}

Queue queue_of(const json::Object& row) {
  return {json::string_or_empty(row, "id"),
          json::string_or_empty(row, "name"),
          {json::string_or_empty(row, "division_id"), json::string_or_empty(row, "division")},
          json::string_or_empty(row, "peer"),
          time_of(row, "created"),
          time_of(row, "modified")};
}

}  // namespace

void Queues::save(const Queue& queue) {
  const json::Object row{{"id", queue.id},
                         {"name", queue.name},
                         {"division_id", queue.division.id},
                         {"division", queue.division.name},
                         {"peer", queue.peer_id},
                         {"created", time_or_null(queue.created)},
                         {"modified", time_or_null(queue.modified)}};
  store_.put(store::Table::kGenesysQueue, queue.id, json::to_text(row));
}

void Queues::forget(const std::string& id) {
  const auto& own = organization_.queues;
  if (std::any_of(own.begin(), own.end(), [&](const Queue& queue) { return queue.id == id; })) {
    store_.put(store::Table::kGenesysQueue, id, json::to_text(json::Object{{kGone, true}}));
  } else {
    store_.erase(store::Table::kGenesysQueue, id);
  }
}

void Queues::reset() {
  for (const auto& [id, queue] : queues_) store_.erase(store::Table::kGenesysQueue, id);
  queues_.clear();
  begin();
  // Those of the organisation's own that were deleted have rows, too.
  for (const auto& [id, queue] : queues_) store_.erase(store::Table::kGenesysQueue, id);
}

base::Status Queues::load() {
  return store_.for_each_object(store::Table::kGenesysQueue,
                                [this](std::string_view key, const json::Object& row) {
                                  if (row.contains(kGone)) {
                                    queues_.erase(std::string(key));
                                  } else {
                                    queues_[std::string(key)] = queue_of(row);
                                  }
                                });
}

}  // namespace sb::cloud::genesys
