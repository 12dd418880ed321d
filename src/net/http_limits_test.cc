// SPDX-License-Identifier: Apache-2.0
// What the server does with clients that are slow, many, pushy, or speak TLS: over plain sockets.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "net/http_server.h"

namespace sb::net {
namespace {

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(std::string_view text) {
    return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  // What comes until `end` has come, or the connection is over.
  std::string receive(std::string_view end = "never") {
    std::string out;
    char some[4096];
    while (out.find(end) == std::string::npos) {
      const ssize_t count = ::recv(socket_, some, sizeof some, 0);
      if (count <= 0) break;
      out.append(some, static_cast<size_t>(count));
    }
    return out;
  }

 private:
  const int socket_;
};

class Limits : public testing::Test {
 protected:
  ~Limits() override {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  void start(const HttpServerLimits& limits, HttpServer::Handler handler = nullptr) {
    if (!handler) {
      handler = [](HttpRequest request, HttpServer::Respond respond) {
        respond({200, {}, "<" + request.target + request.body + ">"});
      };
    }
    server_ = std::make_unique<HttpServer>(loop_, limits, std::move(handler));
    port_ = *server_->listen("127.0.0.1", 0);
    thread_ = std::thread([this] { loop_.run(); });
  }

  Loop loop_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  int port_ = 0;
};

constexpr char kGet[] = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(Limits, ARequestThatComesTooSlowlyIsToldSoHoweverBusyItKeepsTheLine) {
  HttpServerLimits limits;
  limits.request_max = base::Seconds(1);
  start(limits);
  Client client(port_);
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"));
  const auto began = std::chrono::steady_clock::now();
  std::thread drip([&] {
    for (int i = 0; i < 30 && client.send("x"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
  });
  const std::string answer = client.receive("time.");
  const auto took = std::chrono::steady_clock::now() - began;
  drip.join();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_LT(took, std::chrono::milliseconds(2500));
}

TEST_F(Limits, AnIdleConnectionIsDroppedWithoutAWord) {
  HttpServerLimits limits;
  limits.idle_max = base::Seconds(1);
  start(limits);
  Client client(port_);
  ASSERT_TRUE(client.send(kGet));
  const std::string all = client.receive();
  EXPECT_TRUE(all.ends_with("</a>")) << all;
}

TEST_F(Limits, AnAnswerThatNobodyTakesIsDropped) {
  HttpServerLimits limits;
  limits.answer_max = base::Seconds(1);
  const size_t size = 64 * 1024 * 1024;
  start(limits, [&](HttpRequest, HttpServer::Respond respond) {
    respond({200, {}, std::string(size, 'x')});
  });
  Client client(port_);
  ASSERT_TRUE(client.send(kGet));
  std::this_thread::sleep_for(std::chrono::milliseconds(2000));
  EXPECT_LT(client.receive().size(), size);
}

TEST_F(Limits, PipelinedRequestsAreAnsweredInTheirOrder) {
  start({});
  Client client(port_);
  std::string all;
  for (int i = 0; i < 200; ++i)
    all += fmt::format("POST /{} HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", i);
  all += "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  ASSERT_TRUE(client.send(all));
  const std::string answers = client.receive();
  size_t at = 0;
  for (int i = 0; i < 200; ++i) {
    at = answers.find(fmt::format("</{}x>", i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_NE(answers.find("</last>", at), std::string::npos);
}

TEST_F(Limits, NothingAfterABrokenRequestIsAnswered) {
  start({});
  Client client(port_);
  ASSERT_TRUE(client.send(
      std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "0\r\n\r\n") +
      kGet));
  const std::string answers = client.receive();
  EXPECT_TRUE(answers.starts_with("HTTP/1.1 400 ")) << answers;
  EXPECT_EQ(answers.find("200 OK"), std::string::npos) << answers;
}

TEST_F(Limits, ConnectionsOverTheLimitAreToldSo) {
  HttpServerLimits limits;
  limits.connections_max = 2;
  start(limits);
  Client one(port_);
  Client two(port_);
  ASSERT_TRUE(one.send(kGet) && two.send(kGet));
  EXPECT_NE(one.receive("</a>").find("200 OK"), std::string::npos);
  EXPECT_NE(two.receive("</a>").find("200 OK"), std::string::npos);
  EXPECT_TRUE(Client(port_).receive().starts_with("HTTP/1.1 503 "));
  ASSERT_TRUE(one.send(kGet));
  EXPECT_NE(one.receive("</a>").find("200 OK"), std::string::npos);
}

TEST_F(Limits, OneAddressHasAShareOfItsOwn) {
  HttpServerLimits limits;
  limits.connections_per_address_max = 1;
  start(limits);
  {
    Client one(port_);
    ASSERT_TRUE(one.send(kGet));
    EXPECT_NE(one.receive("</a>").find("200 OK"), std::string::npos);
    EXPECT_TRUE(Client(port_).receive().starts_with("HTTP/1.1 503 "));
  }
  for (int i = 0; i < 100; ++i) {
    Client again(port_);
    if (again.send(kGet) && again.receive("</a>").find("200 OK") != std::string::npos) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  FAIL() << "the share was not given back";
}

TEST_F(Limits, BodiesHeldInMemoryAreBounded) {
  HttpServerLimits limits;
  limits.held_bytes_max = 1000;
  start(limits);
  Client holds(port_);
  ASSERT_TRUE(
      holds.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n" + std::string(900, 'x')));
  std::string answer;
  for (int i = 0; i < 100 && !answer.starts_with("HTTP/1.1 503 "); ++i) {
    Client other(port_);
    ASSERT_TRUE(
        other.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'x')));
    answer = other.receive(">");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_TRUE(answer.find("as many requests") != std::string::npos) << answer;
}

TEST_F(Limits, ARefusedClientReadsItsAnswerThoughItIsStillSending) {
  HttpServerLimits limits;
  limits.request.body_bytes_max = 1000;
  start(limits);
  Client client(port_);
  const std::string body(3 * 1024 * 1024, 'x');
  client.send(fmt::format("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", body.size()) + body);
  EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 413 "));
}

TEST_F(Limits, APeerThatHungUpIsGoneAlsoBehindBytesThatNobodyHasRead) {
  for (const char* more : {"", "GET /b HTTP/1.1\r\nHost: h\r\n\r\n"}) {
    Loop loop;
    std::shared_ptr<Peer> peer;
    HttpServer::Respond answer;
    HttpServer server(loop, {}, [&](const HttpRequest& request, HttpServer::Respond respond) {
      peer = request.peer;
      answer = std::move(respond);
      loop.stop();
    });
    auto client = std::make_unique<Client>(*server.listen("127.0.0.1", 0));
    ASSERT_TRUE(client->send(kGet) && client->send(more));
    loop.run();
    EXPECT_FALSE(peer->is_gone());
    client = nullptr;
    EXPECT_TRUE(peer->is_gone()) << more;
    answer({200, {}, ""});
  }
}

TEST_F(Limits, AnAnswerToHeadHasALengthAndNoBody) {
  start({});
  Client client(port_);
  ASSERT_TRUE(client.send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  const std::string answer = client.receive();
  EXPECT_NE(answer.find("Content-Length: 4\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

}  // namespace
}  // namespace sb::net
