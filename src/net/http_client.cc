// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <mutex>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace sb::net {
namespace {

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

// One answer being received.
struct Receipt {
  HttpResponse response;
  size_t body_bytes_max = 0;
};

size_t on_body(char* data, size_t, size_t count, void* user) {
  auto* receipt = static_cast<Receipt*>(user);
  if (receipt->response.body.size() + count > receipt->body_bytes_max) return 0;
  receipt->response.body.append(data, count);
  return count;
}

size_t on_header(char* data, size_t, size_t count, void* user) {
  auto* receipt = static_cast<Receipt*>(user);
  const std::string_view line(data, count);
  const size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    receipt->response.headers.clear();
  } else if (colon != std::string_view::npos) {
    receipt->response.headers.emplace_back(base::trim(line.substr(0, colon)),
                                           base::trim(line.substr(colon + 1)));
  }
  return count;
}

List make_header_list(const ClientRequest& request) {
  curl_slist* list = nullptr;
  bool has_expect = false;
  for (const auto& [name, value] : request.headers) {
    list = curl_slist_append(list, fmt::format("{}: {}", name, value).c_str());
    has_expect = has_expect || base::equals_ignore_case(name, "expect");
  }
  if (request.sign && !request.sign->session_token.empty()) {
    list = curl_slist_append(
        list, fmt::format("X-Amz-Security-Token: {}", request.sign->session_token.reveal()).c_str());
  }
  if (!has_expect) list = curl_slist_append(list, "Expect:");
  return List(list);
}

void set_signature(CURL* handle, const SigV4Scope& scope) {
  const std::string provider = fmt::format("aws:amz:{}:{}", scope.region, scope.service);
  const std::string user = fmt::format("{}:{}", scope.access_key_id, scope.secret_access_key.reveal());
  curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, provider.c_str());
  curl_easy_setopt(handle, CURLOPT_USERPWD, user.c_str());
}

}  // namespace

struct HttpClient::Pool {
  explicit Pool(Options given) : options(std::move(given)) {}

  Handle take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give_back(Handle handle) {
    curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  const Options options;
  std::mutex mutex;
  std::vector<Handle> idle;
};

HttpClient::HttpClient(Options options) : pool_(std::make_unique<Pool>(std::move(options))) {
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  SB_CHECK(kReady == CURLE_OK);
}

HttpClient::~HttpClient() = default;

base::Result<HttpResponse> HttpClient::send(const ClientRequest& request) {
  Handle handle = pool_->take();
  SB_CHECK(handle != nullptr);
  CURL* curl = handle.get();
  const Options& options = pool_->options;
  const List headers = make_header_list(request);
  Receipt receipt{{}, options.response_bytes_max};
  char reason[CURL_ERROR_SIZE] = "";

  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receipt);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receipt);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  if (request.method != "GET" || !request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.sign) set_signature(curl, *request.sign);

  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  pool_->give_back(std::move(handle));
  if (code != CURLE_OK) {
    const std::string cause = reason[0] != '\0' ? reason : curl_easy_strerror(code);
    return base::Error{
        "Unreachable",
        fmt::format("no answer from {}: {}", request.url.substr(0, request.url.find('?')), cause),
        "check the address, the network, and any proxy"};
  }
  receipt.response.status = static_cast<int>(status);
  return std::move(receipt.response);
}

}  // namespace sb::net
