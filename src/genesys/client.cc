// SPDX-License-Identifier: Apache-2.0
#include "genesys/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "genesys/rights.h"

namespace sb::genesys {
namespace {

constexpr net::RetryPolicy kRetry{6, 4, base::Milliseconds{1000}, base::Milliseconds{65000}};
constexpr int kPageSize = 500;
constexpr int kSearchSize = 100;
constexpr char kSearchPath[] = "/api/v2/queues/search";
constexpr char kEventBridgePath[] = "/api/v2/platform/eventbridge";
constexpr int kConflictsMax = 5;

bool is_transient(int status) {
  return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

// A POST that got no answer, or a broken one, may have made what it asked for; a second one would make it
// twice.
bool may_repeat(std::string_view method, std::string_view path) {
  return method != "POST" || path == kSearchPath;
}

std::string correlation_id(const net::HttpResponse& response) {
  for (const char* name : {"ININ-Correlation-Id", "Genesys-Correlation-Id"}) {
    if (const auto header = net::find_header(response.headers, name)) return std::string(*header);
  }
  return "none";
}

std::string hint_for(int status) {
  switch (status) {
    case 401:
      return "the token was refused twice: check that the OAuth client is active";
    case 404:
      return "it is not offered in this region or for this organisation, or the name is wrong";
    case 429:
      return "the client's rate limit is used up: wait, or ask for a higher one";
    default:
      return "";
  }
}

std::vector<Queue> read_queues(const json::Object& page) {
  std::vector<Queue> out;
  const json::Array* entities = json::find_array(page, "entities");
  if (entities == nullptr) return out;
  for (const json::Value& item : *entities) {
    const json::Object* object = item.if_object();
    if (object == nullptr) continue;
    const json::Object* division = json::find_object(*object, "division");
    out.push_back({json::string_or_empty(*object, "id"), json::string_or_empty(*object, "name"),
                   division == nullptr ? "" : json::string_or_empty(*division, "name")});
  }
  return out;
}

bool not_offered(const base::Error& error) {
  return error.message.find("answered 404") != std::string::npos ||
         error.message.find("answered 405") != std::string::npos;
}

// Values of messageParams that the message does not show: for a 403, the permissions that are missing.
std::string with_parameters(std::string message, const json::Object& body) {
  const json::Object* parameters = json::find_object(body, "messageParams");
  if (parameters == nullptr) return message;
  for (const auto& [name, value] : *parameters) {
    if (!value.is_string()) continue;
    const std::string text = json::to_std(value.get_string());
    if (message.find(text) == std::string::npos) message += fmt::format(" [{}: {}]", std::string(name), text);
  }
  return message;
}

// A 404 that says what is not there, as against one for a path that the API does not have.
bool names_as_missing(const net::HttpResponse& response, const std::string& entity_id) {
  const auto body = json::parse_document(response.body);
  return response.status == 404 && body.ok() && body->is_object() &&
         json::find_string(body->get_object(), "entityId") == entity_id;
}

}  // namespace

base::Error Client::error_of(std::string_view method, const std::string& path,
                             const net::HttpResponse& response) const {
  std::string code;
  std::string words;
  if (const auto body = json::parse_document(response.body); body.ok() && body->is_object()) {
    code = json::string_or_empty(body->get_object(), "code");
    words = with_parameters(json::string_or_empty(body->get_object(), "message"), body->get_object());
  }
  if (code.empty()) code = fmt::format("http.{}", response.status);
  return {code,
          fmt::format("Genesys Cloud answered {} to {} {}: {} (correlation id {})", response.status, method,
                      path, words.empty() ? code : words, correlation_id(response)),
          response.status == 403 ? how_to_grant(method, path, client_id_) : hint_for(response.status)};
}

base::Result<json::Object> object_of(std::string_view method, const std::string& path,
                                     const net::HttpResponse& response) {
  auto body = json::parse_document(response.body);
  if (!body.ok() || !body->is_object())
    return base::Error{"genesys.body", fmt::format("the answer to {} {} is not a JSON object", method, path),
                       ""};
  return std::move(body->get_object());
}

Client::Client(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper, Endpoints endpoints,
               TokenRequest request, ClientCredentials credentials)
    : http_(http),
      clock_(clock),
      sleeper_(sleeper),
      endpoints_(endpoints),
      request_(request),
      client_id_(credentials.client_id),
      tokens_(http, clock, sleeper, std::move(endpoints), request, std::move(credentials)) {}

base::Result<net::HttpResponse> Client::send(std::string_view method, const std::string& path,
                                             std::string body) {
  net::ClientRequest request{
      std::string(method), endpoints_.api_url + path, {}, std::move(body), std::nullopt};
  request.fresh_connection = !may_repeat(method, path);
  bool token_renewed = false;
  for (int attempt = 1;; ++attempt) {
    const auto token = tokens_.token();
    if (!token) return token.error();
    request.headers = {{"Authorization", "Bearer " + token->reveal()},
                       {"Content-Type", "application/json"},
                       {"Accept", "application/json"}};
    hold();
    auto response = http_.send(request);
    const bool last = attempt >= (response.ok() ? kRetry.attempts_max : kRetry.unanswered_max);
    if (!response.ok()) {
      if (last || !may_repeat(method, path)) return response.error();
      sleeper_.sleep(net::retry_wait(kRetry, attempt, std::nullopt, net::random_unit));
      if (sleeper_.stopped()) return response.error();
      continue;
    }
    window_.note(response->headers, clock_.now());
    if (response->status == 401 && !token_renewed) {
      token_renewed = true;
      tokens_.drop(*token);
      continue;
    }
    const bool repeats = response->status == 429 || may_repeat(method, path);
    if (!is_transient(response->status) || last || !repeats) return std::move(response).value();
    sleeper_.sleep(net::retry_wait(kRetry, attempt, asked_wait(response->headers), net::random_unit));
    if (sleeper_.stopped()) return std::move(response).value();
  }
}

void Client::hold() {
  const base::Milliseconds wait = holds_to_limit_ ? window_.wait(clock_.now()) : base::Milliseconds(0);
  if (wait.count() > 0) sleeper_.sleep(wait);
}

base::Result<json::Object> Client::get(const std::string& path) {
  const auto response = send("GET", path);
  if (!response) return response.error();
  if (response->status != 200) return error_of("GET", path, *response);
  return object_of("GET", path, *response);
}

void Client::wait_after(int attempt) {
  sleeper_.sleep(net::retry_wait(kRetry, attempt, std::nullopt, net::random_unit));
}

base::Result<Organization> Client::organization() {
  const auto body = get("/api/v2/organizations/me");
  if (!body) return body.error();
  return Organization{json::string_or_empty(*body, "id"), json::string_or_empty(*body, "name")};
}

base::Result<std::vector<Queue>> Client::list_queues(const std::string& query) {
  std::vector<Queue> out;
  for (int64_t page = 1;; ++page) {
    const auto body =
        get(fmt::format("/api/v2/routing/queues?pageSize={}&pageNumber={}{}", kPageSize, page, query));
    if (!body) return body.error();
    for (Queue& queue : read_queues(*body)) out.push_back(std::move(queue));
    if (page >= json::find_int(*body, "pageCount").value_or(1)) return out;
  }
}

base::Result<std::vector<Queue>> Client::queues() { return list_queues(""); }

base::Result<std::vector<Queue>> Client::search_queues(const std::string& name) {
  const json::Object query{{"query", name}, {"size", kSearchSize}};
  const auto response = send("POST", kSearchPath, json::to_text(query));
  if (!response) return response.error();
  if (response->status != 200) return error_of("POST", kSearchPath, *response);
  const auto body = object_of("POST", kSearchPath, *response);
  if (!body) return body.error();
  return read_queues(*body);
}

base::Result<std::vector<Queue>> Client::queues_named(const std::string& name) {
  const auto exact = [&](base::Result<std::vector<Queue>> found) {
    if (found.ok()) std::erase_if(*found, [&](const Queue& queue) { return queue.name != name; });
    return found;
  };
  const auto by_list = [&] { return exact(list_queues("&name=" + base::percent_encode(name))); };
  if (request_ != TokenRequest::kForm) {
    auto found = by_list();
    return !found.ok() && not_offered(found.error()) ? exact(search_queues(name)) : found;
  }
  auto found = exact(search_queues(name));
  // A search finds names that only hold `name` too, and gives no more than its size: the list has the last
  // word.
  if (found.ok() ? !found->empty() : !not_offered(found.error())) return found;
  auto listed = by_list();
  return listed.ok() || !found.ok() || !not_offered(listed.error()) ? listed : found;
}

base::Result<std::optional<Queue>> Client::queue(const std::string& id) {
  const std::string path = "/api/v2/routing/queues/" + base::percent_encode(id);
  const auto response = send("GET", path);
  if (!response) return response.error();
  if (response->status == 404) return std::optional<Queue>{};
  if (response->status != 200) return error_of("GET", path, *response);
  const auto body = object_of("GET", path, *response);
  if (!body) return body.error();
  return std::optional<Queue>(
      Queue{json::string_or_empty(*body, "id"), json::string_or_empty(*body, "name"), ""});
}

base::Result<EventTypeState> Client::event_type(const std::string& type) {
  const std::string path = "/api/v2/platform/eventbridge/events/" + base::percent_encode(type);
  const auto response = send("GET", path);
  if (!response) return response.error();
  if (names_as_missing(*response, type)) return EventTypeState::kNotOffered;
  if (response->status == 404 && !has_event_types()) return EventTypeState::kNoSuchApi;
  if (response->status == 404 || response->status == 405) return EventTypeState::kUnknown;
  if (response->status != 200) return error_of("GET", path, *response);
  const auto body = json::parse_document(response->body);
  if (!body.ok() || !body->is_object()) return EventTypeState::kUnknown;
  const auto enabled = json::find_bool(body->get_object(), "enabled");
  if (!enabled) return EventTypeState::kUnknown;
  return *enabled ? EventTypeState::kEnabled : EventTypeState::kDisabled;
}

bool Client::has_event_types() {
  const auto response = send("GET", kEventBridgePath);
  return !response.ok() || response->status != 404;
}

base::Result<std::optional<std::string>> Client::event_bridge_status() {
  const auto body = get(kEventBridgePath);
  if (!body.ok() && not_offered(body.error())) return std::optional<std::string>{};
  if (!body) return body.error();
  return std::optional(json::string_or_empty(*body, "status"));
}

base::Status Client::set_event_type(const std::string& type, bool enabled) {
  const std::string path = "/api/v2/platform/eventbridge/events/" + base::percent_encode(type);
  const std::string body = json::to_text(json::Object{{"enabled", enabled}});
  auto response = send("PUT", path, body);
  for (int conflicts = 0; response.ok() && response->status == 409 && conflicts < kConflictsMax;
       ++conflicts) {
    const auto state = event_type(type);
    if (state.ok() && *state == (enabled ? EventTypeState::kEnabled : EventTypeState::kDisabled)) return {};
    sleeper_.sleep(net::retry_wait(kRetry, 1, std::nullopt, net::random_unit));
    response = send("PUT", path, body);
  }
  if (!response) return response.error();
  if (response->status == 200 || response->status == 201 || response->status == 204) return {};
  base::Error error = error_of("PUT", path, *response);
  if (response->status == 404) {
    error.code = "genesys.event_type_not_offered";
    error.message = fmt::format("Genesys Cloud does not offer the event type '{}': {}", type, error.message);
  }
  const IntegrationAnswer integration = ask_integration();
  error.message += "; " + integration.words;
  if (response->status == 404 && !integration.exists)
    error.hint = fmt::format("{}; {}", kNoEventTypes, kUsePartnerBus);
  // What no permission mends.
  if (response->status == 403 && !integration.status.empty() && integration.status != "ACTIVE")
    error.hint = "a Genesys admin activates it: Genesys Cloud Admin > Integrations > EventBridge";
  return error;
}

Client::IntegrationAnswer Client::ask_integration() {
  const auto response = send("GET", kEventBridgePath);
  if (!response.ok()) return {fmt::format("GET {} got no answer", kEventBridgePath), "", true};
  const auto body = json::parse_document(response->body);
  std::string status =
      body.ok() && body->is_object() ? json::string_or_empty(body->get_object(), "status") : "";
  std::string words = fmt::format("GET {} answered {}{}", kEventBridgePath, response->status,
                                  status.empty() ? "" : ", status " + status);
  return {std::move(words), std::move(status), response->status != 404};
}

}  // namespace sb::genesys
