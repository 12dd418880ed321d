// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/queues.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/genesys/paging.h"
#include "cloud/genesys/queue_filter.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kPath[] = "/api/v2/routing/queues";
constexpr int64_t kPageSizeMax = 500;
constexpr int64_t kPageNumberMax = 1000000;
constexpr int64_t kBriefPageSizeMax = 100;
constexpr int64_t kBriefPageNumberMax = 5;
constexpr int64_t kSearchSizeDefault = 20;
constexpr int64_t kSearchSizeMax = 100;

json::Object describe(const Division& division) {
  return {{"id", division.id},
          {"name", division.name},
          {"selfUri", fmt::format("/api/v2/authorization/divisions/{}", division.id)}};
}

json::Object describe_briefly(const Queue& queue) {
  return {{"id", queue.id},
          {"name", queue.name},
          {"division", describe(queue.division)},
          {"selfUri", fmt::format("{}/{}", kPath, base::percent_encode(queue.id))}};
}

}  // namespace

Queues::Queues(const service::Timeline& timeline, store::Store& store, const Organization& organization)
    : timeline_(timeline), store_(store), organization_(organization) {
  begin();
}

void Queues::begin() {
  for (const Queue& queue : organization_.queues) queues_[queue.id] = queue;
}

std::vector<Route> Queues::routes() {
  return {
      {"GET", kPath, kViewQueues, [this](const Ask& ask) { return list(ask); }},
      {"GET", fmt::format("{}/divisionviews", kPath), kSearchQueues,
       [this](const Ask& ask) { return list_brief(ask, kBriefPageSizeMax, kBriefPageNumberMax); }},
      {"GET", fmt::format("{}/divisionviews/all", kPath), kSearchQueues,
       [this](const Ask& ask) { return list_brief(ask, kPageSizeMax, kPageNumberMax); }},
      {"GET", fmt::format("{}/{{queueId}}", kPath), kViewQueues, [this](const Ask& ask) { return get(ask); }},
      {"POST", "/api/v2/queues/search", kViewQueues, [this](const Ask& ask) { return search(ask); }},
  };
}

json::Object Queues::describe(const Queue& queue) {
  json::Object out = describe_briefly(queue);
  for (const char* count : {"memberCount", "userMemberCount", "joinedMemberCount"}) out[count] = 0;
  out["mediaSettings"] = json::Object{};
  if (queue.created) out["dateCreated"] = base::format_iso_milliseconds(*queue.created);
  if (queue.modified) out["dateModified"] = base::format_iso_milliseconds(*queue.modified);
  if (!queue.peer_id.empty()) out["peerId"] = queue.peer_id;
  return out;
}

std::vector<const Queue*> Queues::all() const {
  std::vector<const Queue*> out;
  for (const auto& [id, queue] : queues_) out.push_back(&queue);
  sort_queues(out, QueueOrder::kName, true);
  return out;
}

std::vector<const Queue*> Queues::seen_by(const OAuthClient& client) const {
  std::vector<const Queue*> out = all();
  if (!client.divisions.empty())
    std::erase_if(out, [&](const Queue* queue) { return !client.divisions.contains(queue->division.name); });
  return out;
}

Answer Queues::list(const Ask& ask) const {
  const auto page = read_page(ask.query, kPageSizeMax, kPageNumberMax);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&page)) return *error;
  const auto filter = QueueFilter::read(ask.query);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&filter)) return *error;
  const auto ascending = read_ascending(ask.query);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&ascending)) return *error;
  const auto found = std::get<QueueFilter>(filter).apply(seen_by(ask.client));
  return make_page(ask, std::get<Page>(page), found.size(), [&](size_t i) {
    return describe(*found[std::get<bool>(ascending) ? i : found.size() - 1 - i]);
  });
}

Answer Queues::list_brief(const Ask& ask, int64_t size_max, int64_t number_max) const {
  const auto page = read_page(ask.query, size_max, number_max);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&page)) return *error;
  const auto filter = QueueFilter::read(ask.query);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&filter)) return *error;
  const auto ascending = read_ascending(ask.query);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&ascending)) return *error;
  const auto order = read_queue_order(ask.query);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&order)) return *error;
  auto found = std::get<QueueFilter>(filter).apply(seen_by(ask.client));
  sort_queues(found, std::get<QueueOrder>(order), std::get<bool>(ascending));
  return make_page(ask, std::get<Page>(page), found.size(),
                   [&](size_t i) { return describe_briefly(*found[i]); });
}

Answer Queues::get(const Ask& ask) const {
  const std::string& id = ask.names[0];
  const auto visible = seen_by(ask.client);
  const auto at =
      std::find_if(visible.begin(), visible.end(), [&](const Queue* queue) { return queue->id == id; });
  if (at != visible.end()) return describe(**at);
  return not_found(fmt::format("Unable to find a queue with that queueId: {}", id), id);
}

Answer Queues::search(const Ask& ask) const {
  const auto query = json::find_string(ask.body, "query");
  if (!query) return missing_field("query", "a string");
  const auto size =
      ask.body.contains("size") ? json::find_int(ask.body, "size") : std::optional(kSearchSizeDefault);
  if (!size || *size < 1 || *size > kSearchSizeMax)
    return invalid_value("size",
                         fmt::format("The field size must be a whole number from 1 to {}.", kSearchSizeMax));
  const std::string wanted = base::to_lower(*query);
  auto found = seen_by(ask.client);
  std::erase_if(found, [&](const Queue* queue) {
    return base::to_lower(queue->name).find(wanted) == std::string::npos;
  });
  json::Array entities;
  for (size_t i = 0; i < std::min(found.size(), static_cast<size_t>(*size)); ++i)
    entities.push_back(describe(*found[i]));
  return json::Object{{"entities", std::move(entities)}, {"total", found.size()}};
}

base::Result<Queue> Queues::create(Queue queue) {
  if (queue.name.empty()) return base::Error{"invalid", "a queue needs a name", ""};
  if (queue.id.empty()) queue.id = base::make_uuid();
  if (queues_.contains(queue.id))
    return base::Error{"conflict", fmt::format("there is a queue with the id {}", queue.id), ""};
  queue.created = queue.modified = timeline_.now();
  save(queue);
  return queues_[queue.id] = queue;
}

base::Result<Queue> Queues::change(const std::string& id, const std::string& name,
                                   const std::string& division) {
  const auto at = queues_.find(id);
  if (at == queues_.end()) return base::Error{"not_found", fmt::format("no queue has the id {}", id), ""};
  if (name.empty() && division.empty())
    return base::Error{"invalid", "give the queue's name or division", ""};
  if (!name.empty()) at->second.name = name;
  if (!division.empty()) at->second.division = division_named(division);
  at->second.modified = timeline_.now();
  save(at->second);
  return at->second;
}

base::Status Queues::remove(const std::string& id) {
  if (queues_.erase(id) == 0) return base::Error{"not_found", fmt::format("no queue has the id {}", id), ""};
  forget(id);
  return {};
}

}  // namespace sb::cloud::genesys
