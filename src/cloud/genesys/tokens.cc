// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/tokens.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

constexpr int64_t kRequestsPerMinute = 300;
constexpr size_t kTokensMax = 10000;
// How long a token that has ended is known, so that the answer can say so.
constexpr base::Seconds kEndedKept{86400};

Answer refuse(int status, const char* error, const std::string& description) {
  return Answer::with_status(
      status, {{"error", error}, {"description", description}, {"error_description", description}});
}

struct Credentials {
  std::string id;
  std::string secret;
};

// By the Authorization header where there is one, else by the form. nullopt: a header that cannot be read.
std::optional<Credentials> read_credentials(const net::HttpRequest& request, const base::Form& form) {
  const auto header = net::find_header(request.headers, "Authorization");
  if (!header)
    return Credentials{base::form_value(form, "client_id"), base::form_value(form, "client_secret")};
  if (!base::equals_ignore_case(header->substr(0, 6), "basic ")) return std::nullopt;
  const auto decoded = base::base64_decode(base::trim(header->substr(6)));
  const size_t colon = decoded.ok() ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return Credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

bool is_form(const net::HttpRequest& request) {
  const auto type = net::find_header(request.headers, "Content-Type");
  return !type || base::equals_ignore_case(base::trim(type->substr(0, type->find(';'))),
                                           "application/x-www-form-urlencoded");
}

const char* name_of(ClientState state) { return state == ClientState::kDisabled ? "disabled" : "inactive"; }

std::string digest_of(std::string_view token) { return base::hex(base::sha256(token)); }

}  // namespace

Tokens::Tokens(const service::Timeline& timeline, store::Store& store, const Organization& organization,
               service::Quotas quotas)
    : timeline_(timeline),
      store_(store),
      organization_(organization),
      quotas_(quotas),
      requests_(kRequestsPerMinute) {}

base::Status Tokens::load() {
  return store_.for_each_object(
      store::Table::kGenesysToken, [this](std::string_view key, const json::Object& row) {
        const base::Milliseconds ends(json::find_int(row, "ends").value_or(0));
        keep(std::string(key), {json::string_or_empty(row, "client"), base::Time(ends)});
      });
}

Answer Tokens::issue(const net::HttpRequest& request) {
  if (request.method != "POST") return ErrorBody(405, "method.not.allowed", "HTTP method not allowed.");
  if (!is_form(request))
    return ErrorBody(415, "unsupported.media.type",
                     "The token request must be of the type application/x-www-form-urlencoded.");
  const base::Form form = base::parse_form(request.body);
  const std::string grant = base::form_value(form, "grant_type");
  if (grant.empty()) return refuse(400, "invalid_request", "grant_type is required");
  if (grant != "client_credentials") return refuse(400, "unsupported_grant_type", "grant type not supported");
  const auto credentials = read_credentials(request, form);
  if (!credentials) return refuse(400, "invalid_client", "authentication failed");
  const OAuthClient* client = organization_.find_client(credentials->id);
  if (client == nullptr) return refuse(400, "invalid_client", "client not found");
  const RateLimit::Reading reading = requests_.take(client->id, timeline_.now());
  if (quotas_ == service::Quotas::kAws && reading.exceeded()) {
    return refuse(400, "invalid_request",
                  fmt::format("rate limit exceeded; retry in [{}] seconds", reading.reset_seconds));
  }
  if (!base::equals_constant_time(client->secret.reveal(), credentials->secret))
    return refuse(401, "invalid_client", "authentication failed");
  if (client->state != ClientState::kActive)
    return refuse(400, "invalid_client", fmt::format("client is {}", name_of(client->state)));
  return issue(*client);
}

Answer Tokens::issue(const OAuthClient& client) {
  forget_old();
  const std::string token = base::hex(base::random_bytes(48));
  const base::Time ends = timeline_.now() + client.token_life;
  const std::string digest = digest_of(token);
  keep(digest, {client.id, ends});
  store_.put(store::Table::kGenesysToken, digest,
             json::to_text(json::Object{{"client", client.id}, {"ends", ends.time_since_epoch().count()}}));
  return Answer(json::Object{
      {"access_token", token}, {"token_type", "bearer"}, {"expires_in", client.token_life.count()}});
}

std::variant<Tokens::Bearer, ErrorBody> Tokens::check(const net::HttpRequest& request) const {
  const std::string_view header = net::find_header(request.headers, "Authorization").value_or("");
  if (!base::equals_ignore_case(header.substr(0, 7), "bearer "))
    return unauthorized("authentication.required",
                        "No authentication bearer token specified in authorization header.");
  const std::string digest = digest_of(base::trim(header.substr(7)));
  const auto at = tokens_.find(digest);
  const OAuthClient* client = at == tokens_.end() ? nullptr : organization_.find_client(at->second.client_id);
  if (client == nullptr || client->state != ClientState::kActive)
    return unauthorized("bad.credentials", "Invalid login credentials.");
  if (at->second.ends <= timeline_.now())
    return unauthorized("credentials.expired", "The supplied credentials are expired and cannot be used.");
  return Bearer{client, digest};
}

void Tokens::keep(const std::string& digest, Token token) {
  by_end_.emplace(token.ends, digest);
  tokens_[digest] = std::move(token);
}

void Tokens::forget(const std::string& digest) {
  const auto at = tokens_.find(digest);
  by_end_.erase({at->second.ends, digest});
  tokens_.erase(at);
  store_.erase(store::Table::kGenesysToken, digest);
}

void Tokens::forget_old() {
  while (!by_end_.empty() &&
         (tokens_.size() >= kTokensMax || by_end_.begin()->first + kEndedKept <= timeline_.now())) {
    forget(std::string(by_end_.begin()->second));
  }
}

}  // namespace sb::cloud::genesys
