// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cloud/admin.h"
#include "cloud/world.h"

// /_switchboard/genesys/*: events that happen in the organisation, and its queues.
namespace sb::cloud {
namespace {

constexpr std::string_view kEvents = "/_switchboard/genesys/events";
constexpr std::string_view kQueues = "/_switchboard/genesys/queues";

json::Array to_array(const std::vector<std::string>& lines) {
  json::Array out;
  for (const std::string& line : lines) out.emplace_back(line);
  return out;
}

net::HttpResponse happen(genesys::Genesys& genesys, const net::HttpRequest& request) {
  const genesys::Genesys::Happened happened = genesys.happen(request.body);
  return as_json(happened.errors.empty() ? 200 : 400, {{"accepted", happened.accepted},
                                                       {"sent", happened.sent},
                                                       {"dropped", happened.dropped},
                                                       {"reasons", to_array(happened.reasons)},
                                                       {"errors", to_array(happened.errors)}});
}

net::HttpResponse refuse_full() {
  net::HttpResponse out = as_json(503, {{"error", "memory is full (--memory-max): take messages out first"}});
  out.headers.emplace_back("Retry-After", "1");
  return out;
}

net::HttpResponse refuse(const base::Error& error) {
  const int status = error.code == "not_found" ? 404 : error.code == "conflict" ? 409 : 400;
  return as_json(status, {{"error", error.message}});
}

net::HttpResponse answer(int status, const base::Result<genesys::Queue>& queue) {
  return queue ? as_json(status, genesys::Queues::describe(*queue)) : refuse(queue.error());
}

net::HttpResponse list(const genesys::Queues& queues) {
  json::Array found;
  for (const genesys::Queue* queue : queues.all()) found.push_back(genesys::Queues::describe(*queue));
  return as_json(200, {{"queues", std::move(found)}});
}

// The texts of a body that may hold `known` and nothing else.
base::Result<std::map<std::string, std::string>> read_texts(const net::HttpRequest& request,
                                                            const std::vector<std::string>& known) {
  const auto body = json::parse_document(request.body);
  if (!body) return base::Error{"invalid", body.error().message, ""};
  if (!body->is_object()) return base::Error{"invalid", "the body is not a JSON object", ""};
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : body->get_object()) {
    const std::string name(key);
    if (std::find(known.begin(), known.end(), name) == known.end() || !value.is_string())
      return base::Error{
          "invalid", fmt::format("'{}' is no text of a queue's; known: {}", name, base::join(known, ", ")),
          ""};
    out[name] = json::to_std(value.get_string());
  }
  return out;
}

net::HttpResponse create(genesys::Queues& queues, const net::HttpRequest& request) {
  auto texts = read_texts(request, {"id", "name", "division", "peer"});
  if (!texts) return refuse(texts.error());
  const std::string division = (*texts)["division"];
  return answer(
      201, queues.create({(*texts)["id"], (*texts)["name"],
                          division.empty() ? genesys::home_division() : genesys::division_named(division),
                          (*texts)["peer"], std::nullopt, std::nullopt}));
}

net::HttpResponse change(genesys::Queues& queues, const std::string& id, const net::HttpRequest& request) {
  auto texts = read_texts(request, {"name", "division"});
  return texts ? answer(200, queues.change(id, (*texts)["name"], (*texts)["division"]))
               : refuse(texts.error());
}

net::HttpResponse remove(genesys::Queues& queues, const std::string& id) {
  const base::Status status = queues.remove(id);
  return status ? net::HttpResponse{204, {}, ""} : refuse(status.error());
}

}  // namespace

net::HttpResponse Cloud::World::administer_organization(const net::HttpRequest& request) {
  const std::string_view path = request.path();
  if (path == kEvents && request.method == "POST")
    return is_full() ? refuse_full() : happen(*genesys, request);
  if (!path.starts_with(kQueues)) return nothing_here(request);
  const std::string_view rest = path.substr(kQueues.size());
  genesys::Queues& queues = genesys->queues();
  if (rest.empty() && request.method == "GET") return list(queues);
  if (rest.empty() && request.method == "POST") return create(queues, request);
  if (rest.size() < 2 || rest.front() != '/') return nothing_here(request);
  const std::string id = base::percent_decode(rest.substr(1));
  if (request.method == "PATCH") return change(queues, id, request);
  if (request.method == "DELETE") return remove(queues, id);
  return nothing_here(request);
}

}  // namespace sb::cloud
