// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace sb::net {

using SteadyTime = std::chrono::steady_clock::time_point;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class HttpConnection;

// What connections need of the server that they belong to. Outlives them.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  virtual const HttpServerLimits& limits() const = 0;
  virtual void handle(HttpRequest request, HttpServer::Respond respond) = 0;
  virtual std::string_view date() = 0;
  // The connection is over; the owner forgets it.
  virtual void ended(HttpConnection& connection) = 0;
  // Bytes of requests and answers that all connections hold in memory.
  size_t held_bytes = 0;
};

// One client's connection: reads a request, has it answered, writes the answer, reads the next, so that
// pipelined requests are answered in their order and one client holds one request or one answer in memory at
// a time. On the loop's thread only.
class HttpConnection : public Peer, public std::enable_shared_from_this<HttpConnection> {
 public:
  virtual void start() = 0;
  // Answers with `status` without reading, and closes.
  virtual void refuse(int status, std::string reason) = 0;
  virtual void end() = 0;
  // The moment is looked at now and then (ConnectionOwner's sweep) and not kept by a timer of each
  // connection.
  virtual void check_deadline(SteadyTime now) = 0;
  const boost::asio::ip::address& peer() const { return peer_; }
  std::string address() const override;

 protected:
  explicit HttpConnection(boost::asio::ip::address peer) : peer_(std::move(peer)) {}

 private:
  const boost::asio::ip::address peer_;
};

// `tls` may be null.
std::shared_ptr<HttpConnection> make_connection(Socket socket, boost::asio::ip::address peer,
                                                boost::asio::ssl::context* tls,
                                                std::shared_ptr<ConnectionOwner> owner);

}  // namespace sb::net
