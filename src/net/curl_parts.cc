// SPDX-License-Identifier: Apache-2.0
#include "net/curl_parts.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"

namespace sb::net {
namespace {

size_t on_body(char* data, size_t, size_t count, void* user) {
  auto* receipt = static_cast<CurlReceipt*>(user);
  if (!receipt->keep_body) return count;
  if (receipt->response.body.size() + count > receipt->body_bytes_max) return 0;
  receipt->response.body.append(data, count);
  return count;
}

size_t on_header(char* data, size_t, size_t count, void* user) {
  auto* receipt = static_cast<CurlReceipt*>(user);
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

}  // namespace

void prepare_curl() {
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  SB_CHECK(kReady == CURLE_OK);
}

CurlList make_curl_headers(const Headers& headers, Expect expect) {
  curl_slist* list = nullptr;
  bool has_expect = expect == Expect::kLeave;
  for (const auto& [name, value] : headers) {
    list = curl_slist_append(list, fmt::format("{}: {}", name, value).c_str());
    has_expect = has_expect || base::equals_ignore_case(name, "expect");
  }
  if (!has_expect) list = curl_slist_append(list, "Expect:");
  return CurlList(list);
}

void set_curl_request(CURL* handle, const std::string& method, const std::string& url, std::string_view body,
                      curl_slist* headers, CurlReceipt& receipt) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receipt);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &receipt);
  if (method != "GET" || !body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method.c_str());
}

base::Error unreachable(const std::string& url, CURLcode code, const char* reason) {
  const std::string cause = reason[0] != '\0' ? reason : curl_easy_strerror(code);
  return {"Unreachable", fmt::format("no answer from {}: {}", url.substr(0, url.find('?')), cause),
          "check the address, the network, and any proxy"};
}

}  // namespace sb::net
