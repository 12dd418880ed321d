// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/http_message.h"
#include "net/loop.h"

namespace sb::net {

// What one connection and the whole server may use.
struct HttpServerLimits {
  size_t header_bytes_max = 32 * 1024;
  size_t body_bytes_max = 2 * 1024 * 1024;
  size_t connections_max = 4096;
  base::Seconds idle_max{75};
};

// HTTP/1.1 with keep-alive (Boost.Beast). Lives on one Loop; all calls and callbacks are on its thread.
// A request over a limit is answered 413 or 431 and the connection closed; over connections_max, 503.
class HttpServer {
 public:
  // Answers one request; must be called exactly once, at once or later, on the loop's thread.
  using Respond = std::function<void(HttpResponse)>;
  using Handler = std::function<void(HttpRequest, Respond)>;

  HttpServer(Loop& loop, HttpServerLimits limits, Handler handler);
  ~HttpServer();

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
