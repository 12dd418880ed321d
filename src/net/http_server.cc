// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <fmt/format.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <ctime>
#include <map>
#include <unordered_set>
#include <vector>

#include "net/http_connection.h"
#include "net/loop_state.h"
#include "net/tls.h"

namespace sb::net {
namespace {

namespace asio = boost::asio;
using tcp = boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr base::Milliseconds kSweepInterval{250};
// Out of file descriptors or the like: it passes when connections end.
constexpr base::Milliseconds kAcceptAgain{100};
// Connections over the limit are told so, and over this many more they are not.
constexpr size_t kRefusedMax = 64;

std::string http_date(base::Time time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&seconds, &parts));
  return text;
}

}  // namespace

class HttpServer::Acceptor final : public ConnectionOwner, public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(Loop& loop, HttpServerLimits limits, Handler handler)
      : loop_(loop),
        limits_(limits),
        handler_(std::move(handler)),
        socket_(loop.state().context.get_executor()) {}

  const HttpServerLimits& limits() const override { return limits_; }
  void handle(HttpRequest request, Respond respond) override {
    handler_(std::move(request), std::move(respond));
  }
  std::string_view date() override;
  void ended(HttpConnection& connection) override;

  base::Result<int> listen(const std::string& address, int port);
  void close();

  const base::Clock* clock = nullptr;
  std::shared_ptr<asio::ssl::context> tls;

 private:
  void accept();
  void take(Socket peer, const asio::ip::address& address);
  void sweep();

  Loop& loop_;
  const HttpServerLimits limits_;
  const Handler handler_;
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> socket_;
  std::unordered_set<std::shared_ptr<HttpConnection>> connections_;
  std::map<asio::ip::address, size_t> connections_of_;
  std::shared_ptr<Loop::Timer> sweep_;
  std::shared_ptr<Loop::Timer> accept_again_;
  base::Seconds date_of_{-1};
  std::string date_;
};

std::string_view HttpServer::Acceptor::date() {
  if (clock == nullptr) return {};
  const base::Time now = clock->now();
  const auto second = std::chrono::floor<base::Seconds>(now.time_since_epoch());
  if (second != date_of_) date_ = http_date(now);
  date_of_ = second;
  return date_;
}

void HttpServer::Acceptor::ended(HttpConnection& connection) {
  const auto count = connections_of_.find(connection.peer());
  if (count != connections_of_.end() && --count->second == 0) connections_of_.erase(count);
  connections_.erase(connection.shared_from_this());
  if (connections_.empty()) sweep_ = nullptr;
}

base::Result<int> HttpServer::Acceptor::listen(const std::string& address, int port) {
  ErrorCode error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return base::Error{"", fmt::format("'{}' is not an IP address", address), ""};
  const tcp::endpoint endpoint(ip, static_cast<unsigned short>(port));
  socket_.open(endpoint.protocol(), error);
  if (!error) socket_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) socket_.bind(endpoint, error);
  if (!error) socket_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return base::Error{"", fmt::format("cannot listen on {}:{}: {}", address, port, error.message()),
                       "choose another port with --listen, or 0 for a free one"};
  }
  accept();
  return static_cast<int>(socket_.local_endpoint().port());
}

void HttpServer::Acceptor::accept() {
  socket_.async_accept([self = shared_from_this()](const ErrorCode& error, Socket peer) {
    if (error == asio::error::operation_aborted || !self->socket_.is_open()) return;
    if (error) {
      self->accept_again_ = self->loop_.call_after(kAcceptAgain, [raw = self.get()] { raw->accept(); });
      return;
    }
    ErrorCode gone;
    const auto address = peer.remote_endpoint(gone).address();
    if (!gone) self->take(std::move(peer), address);
    self->accept();
  });
}

void HttpServer::Acceptor::take(Socket peer, const asio::ip::address& address) {
  ErrorCode ignored;
  peer.set_option(tcp::no_delay(true), ignored);
  const auto of_address = connections_of_.find(address);
  const bool crowded =
      connections_.size() >= limits_.connections_max ||
      (of_address != connections_of_.end() && of_address->second >= limits_.connections_per_address_max);
  if (crowded && (tls != nullptr || connections_.size() >= limits_.connections_max + kRefusedMax)) return;
  ++connections_of_[address];
  auto connection = make_connection(std::move(peer), address, tls.get(), shared_from_this());
  connections_.insert(connection);
  if (sweep_ == nullptr) sweep();
  crowded ? connection->refuse(503, "Too many connections.") : connection->start();
}

void HttpServer::Acceptor::sweep() {
  sweep_ = loop_.call_after(kSweepInterval, [this] {
    const SteadyTime now = std::chrono::steady_clock::now();
    const std::vector<std::shared_ptr<HttpConnection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) connection->check_deadline(now);
    if (!connections_.empty()) sweep();
  });
}

void HttpServer::Acceptor::close() {
  ErrorCode ignored;
  socket_.close(ignored);
  accept_again_ = nullptr;
  const auto open = connections_;
  for (const auto& connection : open) connection->end();
}

HttpServer::HttpServer(Loop& loop, HttpServerLimits limits, Handler handler)
    : acceptor_(std::make_shared<Acceptor>(loop, limits, std::move(handler))) {}

HttpServer::~HttpServer() { acceptor_->close(); }

void HttpServer::send_date(const base::Clock& clock) { acceptor_->clock = &clock; }

base::Status HttpServer::use_tls(const std::string& certificate_file, const std::string& key_file) {
  auto context = make_server_tls(certificate_file, key_file);
  if (!context) return context.error();
  acceptor_->tls = std::move(*context);
  return {};
}

base::Result<int> HttpServer::listen(const std::string& address, int port) {
  return acceptor_->listen(address, port);
}

void HttpServer::close() { acceptor_->close(); }

}  // namespace sb::net
