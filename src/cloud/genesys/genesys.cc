// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/genesys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/genesys/topics.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kTokenPath[] = "/oauth/token";
constexpr char kMePath[] = "/api/v2/organizations/me";
constexpr char kLimitScope[] = "platform.api";
constexpr char kRateKey[] = "client.credentials.token.rate.per.minute";
constexpr int64_t kCallsPerMinute = 300;
constexpr size_t kRequestBytesMax = 512000;

ErrorBody too_large() {
  ErrorBody out(413, "request.entity.too.large",
                fmt::format("The request body is larger than {} bytes.", kRequestBytesMax));
  out.limit = Limit{"request.bytes.max", kLimitScope, kRequestBytesMax};
  return out;
}

Answer too_many(const RateLimit::Reading& reading) {
  ErrorBody error(429, "too.many.requests",
                  fmt::format("Rate limit exceeded the maximum. Retry the request in [{}] seconds",
                              reading.reset_seconds));
  error.limit = Limit{kRateKey, kLimitScope, reading.allowed};
  Answer out(std::move(error));
  out.headers.emplace_back("Retry-After", std::to_string(reading.reset_seconds));
  return out;
}

Answer with_allow(Answer answer, const std::vector<std::string>& methods) {
  std::vector<std::string> allowed = methods;
  if (std::find(methods.begin(), methods.end(), "GET") != methods.end()) allowed.push_back("HEAD");
  allowed.push_back("OPTIONS");
  answer.headers.emplace_back("Allow", base::join(allowed, ", "));
  return answer;
}

bool carries_body(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_json(const net::HttpRequest& request) {
  const auto type = net::find_header(request.headers, "Content-Type");
  return !type || base::equals_ignore_case(base::trim(type->substr(0, type->find(';'))), "application/json");
}

// The JSON object that a request carries.
std::variant<json::Object, ErrorBody> read_body(const net::HttpRequest& request) {
  if (!is_json(request))
    return ErrorBody(415, "unsupported.media.type", "The request body must be of the type application/json.");
  auto body = json::parse_document(request.body);
  if (!body) return malformed(body.error().message);
  if (!body->is_object()) return malformed("the body is not a JSON object");
  return std::move(body->get_object());
}

}  // namespace

Genesys::Genesys(service::Timeline& timeline, store::Store& store, service::PartnerSources& sources,
                 Organization organization, service::Quotas quotas, Send send)
    : timeline_(timeline),
      organization_(std::move(organization)),
      quotas_(quotas),
      send_(std::move(send)),
      tokens_(timeline, store, organization_, quotas),
      calls_(kCallsPerMinute),
      queues_(timeline, store, organization_),
      integrations_(timeline, store, sources, organization_),
      event_types_(store, organization_) {
  router_.add({{"GET", kMePath, "", [this](const Ask&) { return describe_organization(); }}});
  router_.add(queues_.routes());
  router_.add(integrations_.routes());
  router_.add(event_types_.routes());
  router_.add(topic_routes(organization_));
}

base::Status Genesys::load() {
  for (auto status : {tokens_.load(), queues_.load(), integrations_.load(), event_types_.load()}) {
    if (!status) return status;
  }
  return {};
}

bool Genesys::owns(std::string_view path) { return path == kTokenPath || path.starts_with("/api/v2/"); }

net::HttpResponse Genesys::failure(const base::Error& error) {
  return render(ErrorBody(500, "internal.server.error", error.message), base::make_uuid());
}

net::HttpResponse Genesys::handle(const net::HttpRequest& request) {
  net::Headers limit_headers;
  Answer answer = serve(request, limit_headers);
  answer.headers.insert(answer.headers.end(), limit_headers.begin(), limit_headers.end());
  net::HttpResponse out = render(std::move(answer), base::make_uuid());
  if (request.method == "HEAD") out.body.clear();
  return out;
}

Answer Genesys::serve(const net::HttpRequest& request, net::Headers& limit_headers) {
  const std::string_view path = request.path();
  if (request.method == "OPTIONS") {
    const auto methods =
        path == kTokenPath ? std::vector<std::string>{"POST"} : router_.find(request.method, path).methods;
    if (!methods.empty()) return with_allow(Answer::no_content(), methods);
  }
  if (request.body.size() > kRequestBytesMax) return too_large();
  if (path == kTokenPath) return tokens_.issue(request);
  const auto bearer = tokens_.check(request);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&bearer)) return *error;
  const auto& [client, digest] = std::get<Tokens::Bearer>(bearer);
  ++counters_.calls;
  const RateLimit::Reading reading = calls_.take(digest, timeline_.now());
  limit_headers = {{"inin-ratelimit-count", std::to_string(reading.count)},
                   {"inin-ratelimit-allowed", std::to_string(reading.allowed)},
                   {"inin-ratelimit-reset", std::to_string(reading.reset_seconds)}};
  if (quotas_ == service::Quotas::kAws && reading.exceeded()) return too_many(reading);
  return serve_known(request, *client);
}

Answer Genesys::serve_known(const net::HttpRequest& request, const OAuthClient& client) {
  const std::string path(request.path());
  Router::Found found = router_.find(request.method, path);
  if (found.methods.empty())
    return not_found(fmt::format("The requested resource was not found: {} {}", request.method, path));
  if (found.route == nullptr)
    return with_allow(ErrorBody(405, "method.not.allowed", "HTTP method not allowed."), found.methods);
  const std::string& permission = found.route->permission;
  if (!permission.empty() && !client.permissions.contains(permission)) return missing_permission(permission);
  Ask ask{client, path, std::move(found.names), base::parse_form(request.query()), {}};
  if (carries_body(request.method)) {
    auto body = read_body(request);
    if (const ErrorBody* error = std::get_if<ErrorBody>(&body)) return *error;
    ask.body = std::move(std::get<json::Object>(body));
  }
  return found.route->serve(ask);
}

json::Object Genesys::describe() const {
  json::Array queues;
  for (const Queue* queue : queues_.all()) queues.push_back(Queues::describe(*queue));
  return {{"organization",
           {{"id", organization_.id}, {"name", organization_.name}, {"domain", organization_.domain}}},
          {"queues", std::move(queues)},
          {"integrations", integrations_.describe_all()},
          {"event_types", event_types_.describe_all()}};
}

void Genesys::reset() {
  queues_.reset();
  integrations_.reset();
  event_types_.reset();
}

Answer Genesys::describe_organization() const {
  return json::Object{{"id", organization_.id},
                      {"name", organization_.name},
                      {"domain", organization_.domain},
                      {"version", 1},
                      {"state", "active"},
                      {"productPlatform", "GenesysCloud"},
                      {"features", json::Object{}},
                      {"selfUri", kMePath}};
}

}  // namespace sb::cloud::genesys
