// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sb::net {

// Header fields in the order in which they came or go. Names compare without regard to case.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The first value of `name`; nullopt when absent.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

// The other end of the connection that a request came over. On the server's thread only.
class Peer {
 public:
  virtual ~Peer() = default;
  // It has closed the connection, or its half of it, so that an answer may reach nobody. One system call.
  virtual bool is_gone() = 0;
  // Its IP address ("127.0.0.1", "2001:db8::1"); an IPv4 address that came over IPv6 as IPv4.
  virtual std::string address() const = 0;
};

// One request as a server received it. `target` is the raw request target (path and query, still encoded).
struct HttpRequest {
  std::string method;
  std::string target;
  Headers headers;
  std::string body;
  std::shared_ptr<Peer> peer = nullptr;  // null: it came over no connection

  std::string_view path() const;
  // Without the '?'; empty when there is none.
  std::string_view query() const;
};

// `status` 0 asks the server to cut the connection without an answer.
struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
};

// scheme, host and port of an "http(s)://host[:port]" address, path left aside.
struct Origin {
  std::string scheme;
  std::string host;
  int port = 0;
};

std::optional<Origin> parse_origin(std::string_view url);
// True for localhost, 127.0.0.0/8 and ::1 (with or without brackets).
bool is_loopback_host(std::string_view host);

}  // namespace sb::net
