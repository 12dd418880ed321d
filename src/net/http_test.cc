// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "net/http_client.h"
#include "net/http_message.h"
#include "net/http_server.h"

namespace sb::net {
namespace {

// A server on a free port whose answers a test decides; runs on a thread of its own.
class Server {
 public:
  explicit Server(HttpServer::Handler handler, HttpServerLimits limits = {})
      : server_(loop_, limits, std::move(handler)) {
    auto port = server_.listen("127.0.0.1", 0);
    EXPECT_TRUE(port.ok());
    url = fmt::format("http://127.0.0.1:{}", *port);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Server() {
    loop_.stop();
    thread_.join();
  }
  std::string url;

 private:
  Loop loop_;
  HttpServer server_;
  std::thread thread_;
};

HttpServer::Handler echo() {
  return [](HttpRequest request, HttpServer::Respond respond) {
    respond({200, {{"X-Target", request.target}, {"X-Method", request.method}}, request.body});
  };
}

TEST(Http, ClientAndServerAgreeOnMethodTargetBodyAndHeaders) {
  Server server(echo());
  HttpClient client({});
  const auto answer =
      client.send({"PUT", server.url + "/a%20b?c=d", {{"X-Mine", "1"}}, "body", std::nullopt});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "body");
  EXPECT_EQ(find_header(answer->headers, "x-target"), "/a%20b?c=d");
  EXPECT_EQ(find_header(answer->headers, "x-method"), "PUT");
}

TEST(Http, ASignatureIsOverHeadersThatAreSent) {
  Headers received;
  Server server([&](HttpRequest request, HttpServer::Respond respond) {
    received = request.headers;
    respond({200, {}, ""});
  });
  HttpClient client({});
  const SigV4Scope scope{"events", "eu-west-1", "AKID", base::Secret("secret"), base::Secret("token")};
  ASSERT_TRUE(client.send({"POST", server.url + "/", {{"Content-Type", "text/plain"}}, "x", scope}).ok());
  const std::string authorization(find_header(received, "Authorization").value_or(""));
  const size_t start = authorization.find("SignedHeaders=") + std::string_view("SignedHeaders=").size();
  const std::string names = authorization.substr(start, authorization.find(',', start) - start);
  EXPECT_NE(names.find("x-amz-security-token"), std::string::npos);
  for (const std::string_view name : base::split(names, ';'))
    EXPECT_TRUE(find_header(received, name).has_value()) << name;
}

TEST(Http, ARequestMayBeGivenLessTime) {
  Server server([](HttpRequest, HttpServer::Respond) {});  // never answers
  HttpClient client({});
  ClientRequest request{"GET", server.url + "/", {}, "", std::nullopt};
  request.timeout = base::Milliseconds(50);
  EXPECT_EQ(client.send(request).error().code, "Unreachable");
}

TEST(Http, OneConnectionCarriesManyRequests) {
  Server server(echo());
  HttpClient client({});
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.send({"POST", server.url + "/", {}, std::to_string(i), std::nullopt});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->body, std::to_string(i));
  }
}

TEST(Http, AnAnswerMayComeLater) {
  Loop own;
  std::shared_ptr<Loop::Timer> timer;
  HttpServer server(own, {}, [&](HttpRequest, HttpServer::Respond respond) {
    timer = own.call_after(base::Milliseconds(30), [respond] { respond({200, {}, "late"}); });
  });
  const auto port = server.listen("127.0.0.1", 0);
  std::thread thread([&] { own.run(); });
  HttpClient client({});
  const auto answer = client.send({"GET", fmt::format("http://127.0.0.1:{}/", *port), {}, "", std::nullopt});
  own.stop();
  thread.join();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->body, "late");
}

TEST(Http, ABodyOverTheLimitIsRefused) {
  HttpServerLimits limits;
  limits.request.body_bytes_max = 1000;
  Server server(echo(), limits);
  HttpClient client({});
  const auto answer = client.send({"POST", server.url + "/", {}, std::string(2000, 'x'), std::nullopt});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 413);
}

TEST(Http, AHeaderOverTheLimitIsRefused) {
  Server server(echo());
  HttpClient client({});
  const auto answer =
      client.send({"GET", server.url + "/", {{"X-Big", std::string(40000, 'x')}}, "", std::nullopt});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 431);
}

TEST(Http, NoAnswerIsAnErrorThatNamesTheAddress) {
  HttpClient client({});
  const auto answer = client.send({"GET", "http://127.0.0.1:1/path?secret=1", {}, "", std::nullopt});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "Unreachable");
  EXPECT_NE(answer.error().message.find("127.0.0.1:1/path"), std::string::npos);
  EXPECT_EQ(answer.error().message.find("secret=1"), std::string::npos);
}

TEST(Http, ASecondServerOnOnePortIsRefusedWithAHint) {
  Loop loop;
  HttpServer first(loop, {}, echo());
  const auto port = first.listen("127.0.0.1", 0);
  HttpServer second(loop, {}, echo());
  const auto again = second.listen("127.0.0.1", *port);
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.error().hint.find("--listen"), std::string::npos);
}

TEST(ParseOrigin, KnowsSchemesPortsAndBrackets) {
  EXPECT_EQ(parse_origin("http://h")->port, 80);
  EXPECT_EQ(parse_origin("https://h/p")->port, 443);
  EXPECT_EQ(parse_origin("http://[::1]:8080/x")->port, 8080);
  EXPECT_EQ(parse_origin("http://[::1]")->host, "[::1]");
  EXPECT_FALSE(parse_origin("ftp://h"));
  EXPECT_FALSE(parse_origin("http://h:99999"));
  EXPECT_FALSE(parse_origin("h"));
}

TEST(LoopbackHost, IsNotWhatOnlyLooksLikeOne) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const char* host :
       {"127.0.0.1.example.com", "0.0.0.0", "10.0.0.1", "127.0.0", "localhost.evil", "::2"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

}  // namespace
}  // namespace sb::net
