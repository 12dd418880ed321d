// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/http_message.h"
#include "net/loop.h"
#include "net/request_reader.h"

namespace sb::net {

// What one connection and the whole server may use.
struct HttpServerLimits {
  RequestLimits request;
  size_t connections_max = 4096;
  size_t connections_per_address_max = 4096;
  size_t held_bytes_max = 512 * 1024 * 1024;  // bodies of requests and answers in memory, of all connections
  base::Seconds idle_max{75};                 // between two requests
  base::Seconds request_max{30};  // from a request's first byte to its last, and for a TLS handshake
  base::Seconds answer_max{30};   // for a client to take a whole answer
};

// HTTP/1.1 with keep-alive (Boost.Asio and Beast), plain or over TLS. Lives on one Loop; all calls and
// callbacks are on its thread. What is over a limit is answered and its connection closed: 413 and 431 for a
// request that is too large, 408 for one that comes too slowly, 503 where the server as a whole has no room.
// Clients that are idle or take their answers too slowly are dropped.
class HttpServer {
 public:
  // Answers one request; must be called exactly once, at once or later, on the loop's thread.
  using Respond = std::function<void(HttpResponse)>;
  using Handler = std::function<void(HttpRequest, Respond)>;

  HttpServer(Loop& loop, HttpServerLimits limits, Handler handler);
  ~HttpServer();

  // Answers carry a Date of this clock, which outlives the server. Before listen().
  void send_date(const base::Clock& clock);
  // Serves HTTPS only. Before listen(). Error: as make_server_tls.
  base::Status use_tls(const std::string& certificate_file, const std::string& key_file);
  // Binds and accepts; port 0 takes a free one. Returns the bound port. Error: the address is in use or not
  // ours.
  base::Result<int> listen(const std::string& address, int port);
  // Accepts no more and closes what is open.
  void close();

 private:
  class Acceptor;
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace sb::net
