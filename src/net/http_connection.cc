// SPDX-License-Identifier: Apache-2.0
#include "net/http_connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>
#include <type_traits>

#include "net/http_response.h"
#include "net/request_reader.h"

namespace sb::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using SteadyClock = std::chrono::steady_clock;
using TlsStream = asio::ssl::stream<Socket>;
using ErrorCode = boost::system::error_code;

constexpr size_t kReadBytes = 32 * 1024;
constexpr size_t kIdleBufferMax = 64 * 1024;
constexpr size_t kLingerBytesMax = 16 * 1024 * 1024;
constexpr std::chrono::seconds kLingerMax{2};

template <class Stream>
class StreamConnection final : public HttpConnection {
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  enum class Phase { kHandshake, kIdle, kRequest, kHandling, kAnswer, kLinger };

 public:
  StreamConnection(Stream stream, asio::ip::address peer, std::shared_ptr<ConnectionOwner> owner)
      : HttpConnection(std::move(peer)),
        stream_(std::move(stream)),
        owner_(std::move(owner)),
        reader_(owner_->limits().request) {}

  ~StreamConnection() override { hold(0); }

  void start() override {
    if constexpr (kTls) {
      enter(Phase::kHandshake, owner_->limits().request_max);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = me()](const ErrorCode& error) {
        error ? self->end() : self->next_request();
      });
    } else {
      next_request();
    }
  }

  void refuse(int status, std::string reason) override {
    keep_alive_ = false;
    write({status, {{"Content-Type", "text/plain"}}, std::move(reason) + "\n"});
  }

  void end() override {
    if (ended_) return;
    ended_ = true;
    ErrorCode ignored;
    socket().shutdown(Socket::shutdown_both, ignored);
    socket().close(ignored);
    owner_->ended(*this);
  }

  bool is_gone() override {
    if (ended_) return true;
    // Tells the other side's end also behind bytes that were not read: a TLS alert, a pipelined request.
    pollfd look{stream_.lowest_layer().native_handle(), POLLRDHUP, 0};
    return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0;
  }

  void check_deadline(SteadyTime now) override {
    if (ended_ || now < deadline_) return;
    if (phase_ != Phase::kRequest || reading_late_ || telling_) return end();
    // The read under way ends by itself when the connection does.
    reading_late_ = true;
    refuse(408, "The request did not come in time.");
  }

 private:
  std::shared_ptr<StreamConnection> me() {
    return std::static_pointer_cast<StreamConnection>(this->shared_from_this());
  }
  Socket& socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void enter(Phase phase, SteadyClock::duration time) {
    phase_ = phase;
    deadline_ = time == SteadyClock::duration::max() ? SteadyTime::max() : SteadyClock::now() + time;
  }

  void hold(size_t bytes) {
    owner_->held_bytes = owner_->held_bytes - held_ + bytes;
    held_ = bytes;
  }

  void next_request() {
    reader_ = RequestReader(owner_->limits().request);
    told_to_continue_ = false;
    hold(0);
    if (buffer_.size() > 0) {
      enter(Phase::kRequest, owner_->limits().request_max);
      return advance();
    }
    if (buffer_.capacity() > kIdleBufferMax) buffer_ = beast::flat_buffer();
    enter(Phase::kIdle, owner_->limits().idle_max);
    read_more();
  }

  void read_more() {
    const size_t missing = reader_.has_header() ? reader_.body_bytes_missing() : 0;
    const size_t wanted = std::clamp(missing, kReadBytes, 4 * kReadBytes);
    stream_.async_read_some(buffer_.prepare(wanted), [self = me()](const ErrorCode& error, size_t bytes) {
      if (self->ended_ || self->phase_ == Phase::kLinger || self->reading_late_) return;
      if (error) return self->end();
      self->buffer_.commit(bytes);
      if (self->phase_ == Phase::kIdle) self->enter(Phase::kRequest, self->owner_->limits().request_max);
      self->advance();
    });
  }

  // Reads on in what has come.
  void advance() {
    const auto bytes = buffer_.data();
    buffer_.consume(reader_.read({static_cast<const char*>(bytes.data()), bytes.size()}));
    if (const auto& fault = reader_.fault()) return refuse(fault->status, fault->reason);
    hold(reader_.body_bytes());
    if (owner_->held_bytes > owner_->limits().held_bytes_max)
      return refuse(503, "This server holds as many requests as it can.");
    if (reader_.done()) return handle();
    if (reader_.has_header() && reader_.expects_continue() && !told_to_continue_) return tell_to_continue();
    read_more();
  }

  void tell_to_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    told_to_continue_ = telling_ = true;
    asio::async_write(stream_, asio::buffer(kContinue), [self = me()](const ErrorCode& error, size_t) {
      if (self->ended_) return;
      self->telling_ = false;
      error ? self->end() : self->read_more();
    });
  }

  void handle() {
    keep_alive_ = reader_.keep_alive();
    HttpRequest request = reader_.take();
    request.peer = me();
    head_only_ = request.method == "HEAD";
    enter(Phase::kHandling, SteadyClock::duration::max());
    owner_->handle(std::move(request),
                   [self = me()](HttpResponse response) { self->write(std::move(response)); });
  }

  void write(HttpResponse response) {
    if (ended_) return;
    if (response.status == 0) return end();
    head_ = response_head(response, owner_->date(), keep_alive_);
    body_ = head_only_ ? std::string() : std::move(response.body);
    hold(head_.size() + body_.size());
    enter(Phase::kAnswer, owner_->limits().answer_max);
    if constexpr (kTls) {
      head_ += body_;  // one record
      body_.clear();
    }
    asio::async_write(stream_, std::array{asio::buffer(head_), asio::buffer(body_)},
                      [self = me()](const ErrorCode& error, size_t) {
                        if (self->ended_) return;
                        if (error) return self->end();
                        self->keep_alive_ ? self->next_request() : self->linger();
                      });
  }

  // What a client is still sending is read and dropped for a moment: closing on it would take the answer
  // away.
  void linger() {
    if (phase_ != Phase::kLinger) {
      ErrorCode ignored;
      socket().shutdown(Socket::shutdown_send, ignored);
      enter(Phase::kLinger, kLingerMax);
      if (reading_late_) return;
    }
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kReadBytes), [self = me()](const ErrorCode& error, size_t bytes) {
      self->lingered_ += bytes;
      if (error || self->lingered_ > kLingerBytesMax) return self->end();
      self->linger();
    });
  }

  Stream stream_;
  const std::shared_ptr<ConnectionOwner> owner_;
  RequestReader reader_;
  beast::flat_buffer buffer_;
  std::string head_;  // of the answer being written
  std::string body_;
  Phase phase_ = Phase::kIdle;
  SteadyTime deadline_ = SteadyTime::max();
  size_t held_ = 0;
  size_t lingered_ = 0;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool told_to_continue_ = false;
  bool telling_ = false;       // the 100 Continue is being written
  bool reading_late_ = false;  // refused while a read is under way
  bool ended_ = false;
};

}  // namespace

std::string HttpConnection::address() const {
  if (peer_.is_v6() && peer_.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, peer_.to_v6()).to_string();
  return peer_.to_string();
}

std::shared_ptr<HttpConnection> make_connection(Socket socket, asio::ip::address peer,
                                                asio::ssl::context* tls,
                                                std::shared_ptr<ConnectionOwner> owner) {
  if (tls == nullptr)
    return std::make_shared<StreamConnection<Socket>>(std::move(socket), std::move(peer), std::move(owner));
  return std::make_shared<StreamConnection<TlsStream>>(TlsStream(std::move(socket), *tls), std::move(peer),
                                                       std::move(owner));
}

}  // namespace sb::net
