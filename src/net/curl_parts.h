// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "net/http_message.h"

// What both HTTP clients of this folder need of libcurl; for its .cc files only.
namespace sb::net {

struct CurlHandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlHandleDeleter>;

struct CurlListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListDeleter>;

// One answer being received.
struct CurlReceipt {
  HttpResponse response;
  size_t body_bytes_max = 0;
  bool keep_body = true;
};

// Once a process, before the first handle.
void prepare_curl();
// "Name: value" lines. kDrop keeps libcurl from adding an Expect to bodies over 1 MiB; that cannot be said of
// a request that libcurl signs, because it would sign the header that is not sent.
enum class Expect { kDrop, kLeave };
CurlList make_curl_headers(const Headers& headers, Expect expect);
// Method, address, headers, body, and where the answer goes; all of it must outlive the transfer.
void set_curl_request(CURL* handle, const std::string& method, const std::string& url, std::string_view body,
                      curl_slist* headers, CurlReceipt& receipt);
// "no answer from ADDRESS: cause"; the query, which may hold a secret, is left out.
base::Error unreachable(const std::string& url, CURLcode code, const char* reason);

}  // namespace sb::net
