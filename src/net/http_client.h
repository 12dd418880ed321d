// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http_message.h"

namespace sb::net {

// What libcurl needs to sign a request by AWS Signature Version 4. The payload hash is of the body.
struct SigV4Scope {
  std::string service;
  std::string region;
  std::string access_key_id;
  base::Secret secret_access_key;
  base::Secret session_token;
};

struct ClientRequest {
  std::string method;
  std::string url;
  Headers headers;
  std::string body;
  std::optional<SigV4Scope> sign;
  base::Milliseconds timeout{0};  // from the start to the last byte of the answer; 0: the client's own
  bool past_proxies = false;      // for link-local addresses, which a proxy would ask of itself
  // For what must not be done twice: on a connection of its own. Over a kept connection that turns out dead
  // libcurl sends a request again by itself.
  bool fresh_connection = false;
};

// Sends one request and returns the answer whatever its status. Error, code "Unreachable": no answer (name,
// connection, TLS, time-out), with the cause and the address in the message.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual base::Result<HttpResponse> send(const ClientRequest& request) = 0;
};

// HttpTransport over libcurl: keeps connections, honours HTTPS_PROXY, http_proxy, ALL_PROXY and NO_PROXY of
// the process's environment (never for loopback addresses) and trusts `ca_file` in place of the system's
// certificates. Redirects are not followed. Safe to use from several threads at once (each call takes a
// handle of its own).
class HttpClient final : public HttpTransport {
 public:
  struct Options {
    base::Milliseconds connect_timeout{5000};
    base::Milliseconds timeout{60000};
    size_t response_bytes_max = 64 * 1024 * 1024;
    std::string ca_file;
    std::string user_agent = "switchboard";
  };
  explicit HttpClient(Options options);
  ~HttpClient() override;
  base::Result<HttpResponse> send(const ClientRequest& request) override;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sb::net
