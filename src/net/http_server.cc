// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <set>

#include "net/loop_state.h"

namespace sb::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

using Parser = http::request_parser<http::string_body>;
using Response = http::response<http::string_body>;

HttpRequest take_request(Parser& parser) {
  auto message = parser.release();
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

Response make_response(HttpResponse&& from, bool keep_alive) {
  Response response;
  response.version(11);
  response.result(static_cast<unsigned>(from.status));
  for (const auto& [name, value] : from.headers) response.insert(name, value);
  response.body() = std::move(from.body);
  response.keep_alive(keep_alive);
  if (from.status != 204 && from.status != 304) response.prepare_payload();
  return response;
}

}  // namespace

class HttpServer::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  class Connection;

  Acceptor(Loop& loop, HttpServerLimits given_limits, Handler given_handler)
      : context(loop.state().context),
        limits(given_limits),
        handler(std::move(given_handler)),
        socket(context) {}

  base::Result<int> listen(const std::string& address, int port);
  void accept();
  void close();

  asio::io_context& context;
  const HttpServerLimits limits;
  const Handler handler;
  tcp::acceptor socket;
  std::set<std::shared_ptr<Connection>> connections;
};

class HttpServer::Acceptor::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<Acceptor> owner)
      : stream_(std::move(socket)), owner_(std::move(owner)) {}

  void start() { read(); }

  void end() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.socket().close(ignored);
    owner_->connections.erase(shared_from_this());
  }

  void refuse(int status, std::string reason) {
    keep_alive_ = false;
    write({status, {{"Content-Type", "text/plain"}}, std::move(reason)});
  }

 private:
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(owner_->limits.header_bytes_max));
    parser_->body_limit(owner_->limits.body_bytes_max);
    stream_.expires_after(owner_->limits.idle_max);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->on_header(error); });
  }

  void on_header(beast::error_code error) {
    if (error) return on_read_error(error);
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(stream_, asio::buffer(kContinue),
                               [self = shared_from_this()](beast::error_code failed, size_t) {
                                 failed ? self->end() : self->read_body();
                               });
    }
    read_body();
  }

  void read_body() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, size_t) {
                       if (error) return self->on_read_error(error);
                       self->handle();
                     });
  }

  void on_read_error(beast::error_code error) {
    if (error == http::error::body_limit) return refuse(413, "The request body is too large.\n");
    if (error == http::error::header_limit) return refuse(431, "The request header is too large.\n");
    if (error == http::error::end_of_stream || error == beast::error::timeout || error == asio::error::eof ||
        error == asio::error::connection_reset || error == asio::error::operation_aborted) {
      return end();
    }
    refuse(400, fmt::format("Not a request this server can read: {}.\n", error.message()));
  }

  void handle() {
    keep_alive_ = parser_->keep_alive();
    stream_.expires_never();
    owner_->handler(take_request(*parser_),
                    [self = shared_from_this()](HttpResponse response) { self->write(std::move(response)); });
  }

  void write(HttpResponse response) {
    if (response.status == 0) return end();
    response_.emplace(make_response(std::move(response), keep_alive_));
    stream_.expires_after(owner_->limits.idle_max);
    http::async_write(stream_, *response_, [self = shared_from_this()](beast::error_code error, size_t) {
      if (error || !self->keep_alive_) return self->end();
      self->read();
    });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Acceptor> owner_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<Response> response_;
  bool keep_alive_ = true;
};

base::Result<int> HttpServer::Acceptor::listen(const std::string& address, int port) {
  beast::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return base::Error{"", fmt::format("'{}' is not an IP address", address), ""};
  const tcp::endpoint endpoint(ip, static_cast<unsigned short>(port));
  socket.open(endpoint.protocol(), error);
  if (!error) socket.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) socket.bind(endpoint, error);
  if (!error) socket.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return base::Error{"", fmt::format("cannot listen on {}:{}: {}", address, port, error.message()),
                       "choose another port with --listen, or 0 for a free one"};
  }
  accept();
  return static_cast<int>(socket.local_endpoint().port());
}

void HttpServer::Acceptor::accept() {
  socket.async_accept([self = shared_from_this()](beast::error_code error, tcp::socket peer) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      peer.set_option(tcp::no_delay(true), error);
      auto connection = std::make_shared<Connection>(std::move(peer), self);
      self->connections.insert(connection);
      if (self->connections.size() > self->limits.connections_max) {
        connection->refuse(503, "Too many connections.\n");
      } else {
        connection->start();
      }
    }
    self->accept();
  });
}

void HttpServer::Acceptor::close() {
  beast::error_code ignored;
  socket.close(ignored);
  const auto open = connections;
  for (const auto& connection : open) connection->end();
}

HttpServer::HttpServer(Loop& loop, HttpServerLimits limits, Handler handler)
    : acceptor_(std::make_shared<Acceptor>(loop, limits, std::move(handler))) {}

HttpServer::~HttpServer() { acceptor_->close(); }

base::Result<int> HttpServer::listen(const std::string& address, int port) {
  return acceptor_->listen(address, port);
}

void HttpServer::close() { acceptor_->close(); }

}  // namespace sb::net
