// SPDX-License-Identifier: Apache-2.0
#include "genesys/token.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "genesys/rate_window.h"
#include "json/document.h"

namespace sb::genesys {
namespace {

constexpr base::Seconds kRenewBefore{60};
// The limit counts calls by the minute: the waits of who is throttled add up to one.
constexpr net::RetryPolicy kTokenRetry{6, 4, base::Milliseconds{500}, base::Milliseconds{65000},
                                       base::Milliseconds{2000}};
constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr int kServerFaults = 500;  // statuses from here on

struct TokenError {
  std::string error;
  std::string description;
};

TokenError read_error(const net::HttpResponse& response) {
  const auto body = json::parse_document(response.body);
  const json::Object* object = body.ok() ? body->if_object() : nullptr;
  if (object == nullptr) return {};
  std::string description = json::string_or_empty(*object, "error_description");
  if (description.empty()) description = json::string_or_empty(*object, "description");
  return {json::string_or_empty(*object, "error"), description};
}

bool is_rate_limit(const net::HttpResponse& response, const TokenError& error) {
  return response.status == 429 || (error.error == "invalid_request" &&
                                    error.description.find("rate limit exceeded") != std::string::npos);
}

bool is_passing(const net::HttpResponse& response) {
  return response.status >= kServerFaults || is_rate_limit(response, read_error(response));
}

std::string hint_for(const net::HttpResponse& response, const TokenError& error) {
  if (is_rate_limit(response, error))
    return "wait a minute, let fewer programs use this OAuth client, or ask Genesys for a higher rate limit";
  if (response.status >= kServerFaults)
    return "Genesys Cloud is in trouble, or a proxy before it: try again later";
  if (error.error.empty())
    return "no answer of Genesys Cloud's: check the region, GENESYS_CLOUD_URL, and any proxy";
  return "the client must use the grant type Client Credentials";
}

}  // namespace

TokenSource::TokenSource(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper,
                         Endpoints endpoints, TokenRequest request, ClientCredentials credentials)
    : http_(http),
      clock_(clock),
      sleeper_(sleeper),
      endpoints_(std::move(endpoints)),
      request_(request),
      credentials_(std::move(credentials)) {}

base::Result<base::Secret> TokenSource::token() {
  const std::lock_guard lock(mutex_);
  if (!token_.empty() && clock_.now() < renew_at_) return token_;
  return fetch();
}

void TokenSource::drop(const base::Secret& used) {
  const std::lock_guard lock(mutex_);
  if (token_ == used) token_ = base::Secret{};
}

net::ClientRequest TokenSource::make_request() const {
  net::ClientRequest out;
  out.method = "POST";
  out.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  if (request_ == TokenRequest::kBasic) {
    out.url = endpoints_.login_url + "/oauth/token";
    out.headers.emplace_back(
        "Authorization",
        "Basic " + base::base64_encode(credentials_.client_id + ":" + credentials_.client_secret.reveal()));
    out.body = "grant_type=client_credentials";
  } else {
    out.url = endpoints_.form_url + "/oauth/token";
    out.body = fmt::format("grant_type=client_credentials&client_id={}&client_secret={}&scope={}",
                           base::percent_encode(credentials_.client_id),
                           base::percent_encode(credentials_.client_secret.reveal()),
                           base::percent_encode("eventbridge:manage eventbridge:read"));
  }
  return out;
}

base::Result<base::Secret> TokenSource::fetch() {
  const net::ClientRequest request = make_request();
  for (int attempt = 1;; ++attempt) {
    const auto response = http_.send(request);
    if (response.ok() && response->status == kOk) return keep(*response);
    const bool last = attempt >= (response.ok() ? kTokenRetry.attempts_max : kTokenRetry.unanswered_max);
    const bool again = !last && (!response.ok() || is_passing(*response));
    if (again) {
      const bool throttled = response.ok() && is_rate_limit(*response, read_error(*response));
      sleeper_.sleep(net::retry_wait(
          kTokenRetry, attempt, response.ok() ? asked_wait(response->headers) : std::nullopt,
          net::random_unit, throttled ? net::RetryCause::kThrottled : net::RetryCause::kTrouble));
    }
    if (!again || sleeper_.stopped())
      return response.ok() ? error_of(*response, request.url) : response.error();
  }
}

base::Result<base::Secret> TokenSource::keep(const net::HttpResponse& response) {
  const auto body = json::parse_document(response.body);
  const json::Object* object = body.ok() ? body->if_object() : nullptr;
  const std::string text = object != nullptr ? json::string_or_empty(*object, "access_token") : "";
  if (text.empty())
    return base::Error{"genesys.token", "the answer to the token request holds no access_token", ""};
  const int64_t seconds = json::find_int(*object, "expires_in").value_or(86400);
  token_ = base::Secret(text);
  renew_at_ = clock_.now() + base::Seconds(seconds) - kRenewBefore;
  return token_;
}

base::Error TokenSource::error_of(const net::HttpResponse& response, const std::string& url) const {
  const TokenError error = read_error(response);
  if (error.error == "invalid_client" || response.status == kUnauthorized) {
    return {"genesys.invalid_client",
            fmt::format("Genesys Cloud refused the OAuth client at {}: {} ({})", endpoints_.domain,
                        error.error.empty() ? "unauthorized" : error.error,
                        error.description.empty() ? "no description" : error.description),
            "check GENESYS_CLOUD_CLIENT_ID and _SECRET, and that GENESYS_CLOUD_REGION is the "
            "organisation's own region: a wrong region looks just like a wrong secret"};
  }
  return {"genesys.token",
          fmt::format("the token request at {} failed with status {}: {}", url, response.status,
                      error.description.empty() ? response.body.substr(0, 200) : error.description),
          hint_for(response, error)};
}

}  // namespace sb::genesys
