// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "json/reader.h"

namespace sb::cloud::genesys {
namespace {

constexpr base::Seconds kTokenLife{86400};
constexpr int64_t kPageSizeMax = 500;
constexpr int64_t kPageNumberMax = 1000000;
constexpr char kEventTypes[] = "/api/v2/platform/eventbridge/events/";

using Parameters = std::map<std::string, std::string>;

Parameters read_form(std::string_view text) {
  Parameters out;
  for (const std::string_view pair : base::split(text, '&')) {
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    out[base::percent_decode(pair.substr(0, equals), base::Plus::kSpace)] =
        base::percent_decode(pair.substr(equals + 1), base::Plus::kSpace);
  }
  return out;
}

net::HttpResponse answer(int status, const json::Object& body) {
  net::HttpResponse out{
      status, {{"Content-Type", "application/json"}, {"ININ-Correlation-Id", base::make_uuid()}}, {}};
  out.body = json::to_text(body);
  return out;
}

net::HttpResponse refuse(int status, const char* code, const std::string& message) {
  net::HttpResponse out{status, {{"Content-Type", "application/json"}}, {}};
  const std::string id = base::make_uuid();
  out.headers.emplace_back("ININ-Correlation-Id", id);
  out.body = json::to_text(json::Object{{"message", message},
                                        {"code", code},
                                        {"status", status},
                                        {"contextId", id},
                                        {"details", json::Array{}},
                                        {"errors", json::Array{}}});
  return out;
}

net::HttpResponse refuse_token(int status, const char* error, const char* description) {
  return answer(status, {{"error", error}, {"description", description}, {"error_description", description}});
}

std::optional<int64_t> whole_number(const Parameters& parameters, const char* name, int64_t fallback) {
  const auto at = parameters.find(name);
  return at == parameters.end() ? std::optional(fallback) : base::parse_int(at->second);
}

json::Object render(const OrganizationQueue& queue) {
  return {{"id", queue.id},
          {"name", queue.name},
          {"division",
           {{"id", "939b3e9d-4ff5-4da5-9868-1b03509f0509"},
            {"name", "Home"},
            {"selfUri", "/api/v2/authorization/divisions/939b3e9d-4ff5-4da5-9868-1b03509f0509"}}},
          {"memberCount", 0},
          {"selfUri", "/api/v2/routing/queues/" + queue.id}};
}

// Without regard to case; `*` may stand at either end.
bool name_matches(const std::string& wanted, const std::string& name) {
  return base::glob_match(base::to_lower(wanted), base::to_lower(name));
}

}  // namespace

Genesys::Genesys(const base::Clock& clock, store::Store& store, Organization organization, Send send)
    : clock_(clock), store_(store), organization_(std::move(organization)), send_(std::move(send)) {}

base::Status Genesys::load() {
  return store_.for_each(store::Table::kGenesys, [&](std::string_view key, std::string_view value) {
    enabled_[std::string(key)] = value == "true";
  });
}

bool Genesys::owns(std::string_view path) { return path == "/oauth/token" || path.starts_with("/api/v2/"); }

const OAuthClient* Genesys::find_client(const std::string& id) const {
  for (const OAuthClient& client : organization_.clients) {
    if (client.id == id) return &client;
  }
  return nullptr;
}

net::HttpResponse Genesys::handle(const net::HttpRequest& request) {
  if (request.path() == "/oauth/token") return issue_token(request);
  net::HttpResponse error;
  const OAuthClient* client = authenticate(request, error);
  return client == nullptr ? error : serve(request, *client);
}

net::HttpResponse Genesys::issue_token(const net::HttpRequest& request) {
  if (request.method != "POST") return refuse(405, "method.not.allowed", "HTTP method not allowed.");
  const Parameters form = read_form(request.body);
  const auto value = [&](const char* key) {
    const auto at = form.find(key);
    return at == form.end() ? std::string() : at->second;
  };
  if (value("grant_type") != "client_credentials")
    return refuse_token(400, "unsupported_grant_type", "grant type not supported");
  std::string id = value("client_id");
  std::string secret = value("client_secret");
  const std::string_view header = net::find_header(request.headers, "Authorization").value_or("");
  if (header.starts_with("Basic ")) {
    const auto decoded = base::base64_decode(header.substr(6));
    const size_t colon = decoded.ok() ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return refuse_token(400, "invalid_client", "authentication failed");
    id = decoded->substr(0, colon);
    secret = decoded->substr(colon + 1);
  }
  const OAuthClient* client = find_client(id);
  if (client == nullptr) return refuse_token(400, "invalid_client", "client not found");
  if (!base::equals_constant_time(client->secret.reveal(), secret))
    return refuse_token(401, "invalid_client", "authentication failed");
  std::erase_if(tokens_, [&](const auto& entry) { return entry.second.ends <= clock_.now(); });
  const std::string token = base::percent_encode(base::base64_encode(base::random_bytes(48)));
  tokens_[token] = {id, clock_.now() + kTokenLife};
  return answer(200, {{"access_token", token}, {"token_type", "bearer"}, {"expires_in", kTokenLife.count()}});
}

const OAuthClient* Genesys::authenticate(const net::HttpRequest& request, net::HttpResponse& error) const {
  const std::string_view header = net::find_header(request.headers, "Authorization").value_or("");
  if (!base::equals_ignore_case(header.substr(0, 7), "bearer ")) {
    error = refuse(401, "authentication.required",
                   "No authentication bearer token specified in authorization header.");
    return nullptr;
  }
  const auto at = tokens_.find(std::string(header.substr(7)));
  if (at == tokens_.end()) {
    error = refuse(401, "bad.credentials", "Invalid login credentials.");
    return nullptr;
  }
  if (at->second.ends <= clock_.now()) {
    error = refuse(401, "credentials.expired", "The supplied credentials are expired and cannot be used.");
    return nullptr;
  }
  return find_client(at->second.client_id);
}

net::HttpResponse Genesys::serve(const net::HttpRequest& request, const OAuthClient& client) {
  const std::string path(request.path());
  static constexpr char kQueues[] = "/api/v2/routing/queues";
  if (path == "/api/v2/organizations/me") {
    return answer(200, {{"id", organization_.id},
                        {"name", organization_.name},
                        {"domain", "local"},
                        {"state", "active"},
                        {"version", 1}});
  }
  if (path == kQueues || path.starts_with(std::string(kQueues) + "/") || path == "/api/v2/queues/search") {
    if (!client.may_view_queues)
      return refuse(403, "missing.permissions",
                    "Unable to perform the requested action. You must have at least one of the following "
                    "permissions assigned: [routing:queue:view]");
    if (path == "/api/v2/queues/search") return serve_search(request);
    return path == kQueues ? serve_queues(request) : serve_queue(path.substr(sizeof kQueues));
  }
  if (path == "/api/v2/platform/eventbridge" || path.starts_with(kEventTypes)) {
    if (!client.may_manage_events)
      return refuse(403, "missing.permissions",
                    "Unable to perform the requested action. The client lacks the scope eventbridge:manage.");
    if (path.starts_with(kEventTypes))
      return serve_event_type(request, base::percent_decode(path.substr(sizeof kEventTypes - 1)));
    return answer(200, {{"enabled", true},
                        {"status", "ACTIVE"},
                        {"awsAccountId", organization_.aws_account},
                        {"awsRegion", organization_.aws_region}});
  }
  return refuse(404, "not.found",
                fmt::format("The requested resource was not found: {} {}", request.method, path));
}

net::HttpResponse Genesys::serve_queues(const net::HttpRequest& request) {
  if (request.method != "GET") return refuse(405, "method.not.allowed", "HTTP method not allowed.");
  const Parameters query = read_form(request.query());
  const auto size = whole_number(query, "pageSize", 25);
  const auto number = whole_number(query, "pageNumber", 1);
  if (!size || *size < 1 || *size > kPageSizeMax || !number || *number < 1 || *number > kPageNumberMax)
    return refuse(400, "bad.request", "pageSize must be from 1 to 500, pageNumber from 1 to 1000000.");
  std::vector<OrganizationQueue> found;
  const auto name = query.find("name");
  for (const OrganizationQueue& queue : organization_.queues) {
    if (name == query.end() || name->second.empty() || name_matches(name->second, queue.name))
      found.push_back(queue);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return std::pair(a.name, a.id) < std::pair(b.name, b.id); });
  const int64_t total = static_cast<int64_t>(found.size());
  const int64_t pages = (total + *size - 1) / *size;
  json::Array entities;
  for (int64_t i = (*number - 1) * *size; i < std::min(total, *number * *size); ++i)
    entities.push_back(render(found[static_cast<size_t>(i)]));
  json::Object out{
      {"entities", entities},
      {"pageSize", *size},
      {"pageNumber", *number},
      {"total", total},
      {"pageCount", pages},
      {"selfUri", fmt::format("/api/v2/routing/queues?pageSize={}&pageNumber={}", *size, *number)}};
  if (*number < pages)
    out["nextUri"] = fmt::format("/api/v2/routing/queues?pageSize={}&pageNumber={}", *size, *number + 1);
  return answer(200, out);
}

net::HttpResponse Genesys::serve_queue(const std::string& id) {
  for (const OrganizationQueue& queue : organization_.queues) {
    if (queue.id == id) return answer(200, render(queue));
  }
  return refuse(404, "not.found", fmt::format("Unable to find a queue with that queueId: {}", id));
}

net::HttpResponse Genesys::serve_search(const net::HttpRequest& request) {
  if (request.method != "POST") return refuse(405, "method.not.allowed", "HTTP method not allowed.");
  const auto body = json::parse_document(request.body);
  if (!body.ok() || !body->is_object())
    return refuse(400, "bad.request", "The request body is not a JSON object.");
  const std::string query = base::to_lower(json::string_or_empty(body->get_object(), "query"));
  const size_t size = static_cast<size_t>(
      std::clamp<int64_t>(json::find_int(body->get_object(), "size").value_or(20), 1, 100));
  json::Array entities;
  for (const OrganizationQueue& queue : organization_.queues) {
    if (entities.size() < size && base::to_lower(queue.name).find(query) != std::string::npos)
      entities.push_back(render(queue));
  }
  const size_t total = entities.size();
  return answer(200, {{"entities", std::move(entities)}, {"total", total}});
}

net::HttpResponse Genesys::serve_event_type(const net::HttpRequest& request, const std::string& type) {
  if (!organization_.event_types.contains(type))
    return refuse(404, "not.found", fmt::format("The event type {} is not available.", type));
  if (request.method == "GET") return answer(200, {{"eventType", type}, {"enabled", enabled_[type]}});
  if (request.method != "PUT") return refuse(405, "method.not.allowed", "HTTP method not allowed.");
  const auto body = json::parse_document(request.body);
  const auto enabled =
      body.ok() && body->is_object() ? json::find_bool(body->get_object(), "enabled") : std::nullopt;
  if (!enabled) return refuse(400, "bad.request", "The request body must be {\"enabled\": true} or false.");
  enabled_[type] = *enabled;
  store_.put(store::Table::kGenesys, type, *enabled ? "true" : "false");
  return {204, {{"ININ-Correlation-Id", base::make_uuid()}}, ""};
}

bool Genesys::is_subscribed(const std::string& source, const std::string& type) const {
  if (source.starts_with("aws.partner/")) return false;
  const auto at = enabled_.find(type);
  return at != enabled_.end() && at->second;
}

Genesys::Happened Genesys::happen(std::string_view ndjson) {
  Happened out;
  int number = 0;
  for (const std::string_view raw : base::split(ndjson, '\n')) {
    ++number;
    const std::string_view line = base::trim(raw);
    if (line.empty()) continue;
    const auto tree = json::read(line);
    const json::Node* root =
        tree.ok() && tree.tree->root.kind == json::Kind::kObject ? &tree.tree->root : nullptr;
    const auto text = [&](const char* key) {
      const json::Node* node = root == nullptr ? nullptr : root->find(key);
      return node != nullptr && node->kind == json::Kind::kString ? node->text : std::string();
    };
    const json::Node* detail = root == nullptr ? nullptr : root->find("detail");
    const OutgoingEvent event{
        text("source"), text("detail-type"),
        detail == nullptr ? "" : std::string(line.substr(detail->begin, detail->end - detail->begin)),
        text("time")};
    if (event.source.empty() || event.detail_type.empty() || detail == nullptr ||
        detail->kind != json::Kind::kObject) {
      out.errors.push_back(
          fmt::format("line {}: an event needs source, detail-type and a detail object", number));
      continue;
    }
    ++out.accepted;
    ++counters_.happened;
    if (!is_subscribed(event.source, event.detail_type)) continue;
    ++out.sent;
    ++counters_.sent;
    send_(event);
  }
  return out;
}

}  // namespace sb::cloud::genesys
