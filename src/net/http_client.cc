// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <fmt/format.h>

#include <mutex>
#include <vector>

#include "base/check.h"
#include "net/curl_parts.h"

namespace sb::net {
namespace {

void set_signature(CURL* handle, const SigV4Scope& scope) {
  const std::string provider = fmt::format("aws:amz:{}:{}", scope.region, scope.service);
  const std::string user = fmt::format("{}:{}", scope.access_key_id, scope.secret_access_key.reveal());
  curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, provider.c_str());
  curl_easy_setopt(handle, CURLOPT_USERPWD, user.c_str());
}

bool goes_past_proxies(const ClientRequest& request) {
  const auto origin = parse_origin(request.url);
  return request.past_proxies || (origin && is_loopback_host(origin->host));
}

}  // namespace

struct HttpClient::Pool {
  explicit Pool(Options given) : options(std::move(given)) {}

  CurlHandle take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return CurlHandle(curl_easy_init());
    CurlHandle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give_back(CurlHandle handle) {
    curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  const Options options;
  std::mutex mutex;
  std::vector<CurlHandle> idle;
};

HttpClient::HttpClient(Options options) : pool_(std::make_unique<Pool>(std::move(options))) {
  prepare_curl();
}

HttpClient::~HttpClient() = default;

base::Result<HttpResponse> HttpClient::send(const ClientRequest& request) {
  CurlHandle handle = pool_->take();
  SB_CHECK(handle != nullptr);
  CURL* curl = handle.get();
  const Options& options = pool_->options;
  Headers headers = request.headers;
  if (request.sign && !request.sign->session_token.empty())
    headers.emplace_back("X-Amz-Security-Token", request.sign->session_token.reveal());
  const CurlList header_list = make_curl_headers(headers, request.sign ? Expect::kLeave : Expect::kDrop);
  CurlReceipt receipt{{}, options.response_bytes_max};
  char reason[CURL_ERROR_SIZE] = "";

  set_curl_request(curl, request.method, request.url, request.body, header_list.get(), receipt);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  const base::Milliseconds timeout = request.timeout.count() > 0 ? request.timeout : options.timeout;
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  if (goes_past_proxies(request)) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (request.fresh_connection) curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  if (request.sign) set_signature(curl, *request.sign);

  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  pool_->give_back(std::move(handle));
  if (code != CURLE_OK) return unreachable(request.url, code, reason);
  receipt.response.status = static_cast<int>(status);
  return std::move(receipt.response);
}

}  // namespace sb::net
