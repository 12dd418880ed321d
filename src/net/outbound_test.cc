// SPDX-License-Identifier: Apache-2.0
#include "net/outbound.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include "net/http_server.h"

namespace sb::net {
namespace {

constexpr base::Milliseconds kPatience{20000};

// A loop of the test's own thread with a server on it, asked through an Outbound.
class OutboundTest : public testing::Test {
 protected:
  std::string serve(HttpServer::Handler handler) {
    servers_.push_back(std::make_unique<HttpServer>(loop_, HttpServerLimits{}, std::move(handler)));
    return fmt::format("http://127.0.0.1:{}", *servers_.back()->listen("127.0.0.1", 0));
  }
  // Runs until `count` answers have come.
  void run_until(size_t count) {
    wanted_ = count;
    const auto late = loop_.call_after(kPatience, [this] { loop_.stop(); });
    loop_.run();
    ASSERT_EQ(answers_.size(), count);
  }
  Outbound::Done keep(std::string name) {
    return [this, name](base::Result<HttpResponse> answer) {
      answers_.emplace_back(name, std::move(answer));
      if (answers_.size() == wanted_) loop_.stop();
    };
  }

  Loop loop_;
  std::vector<std::unique_ptr<HttpServer>> servers_;
  std::vector<std::pair<std::string, base::Result<HttpResponse>>> answers_;
  size_t wanted_ = 0;
};

TEST_F(OutboundTest, SendsMethodHeadersAndBodyAndBringsTheAnswerBack) {
  const std::string url = serve([](HttpRequest request, HttpServer::Respond respond) {
    respond({418,
             {{"X-Seen", std::string(find_header(request.headers, "X-Mine").value_or(""))}},
             request.method + request.target + request.body});
  });
  Outbound outbound(loop_, {});
  outbound.send({"POST", url + "/hook?a=b", {{"X-Mine", "yes"}}, "text", base::Milliseconds(5000)},
                keep("one"));
  run_until(1);
  const auto& answer = answers_.front().second;
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->body, "POST/hook?a=btext");
  EXPECT_EQ(find_header(answer->headers, "x-seen"), "yes");
}

TEST_F(OutboundTest, AServerThatNeverAnswersHoldsUpNoOther) {
  std::vector<HttpServer::Respond> silent;
  const std::string dead =
      serve([&](HttpRequest, HttpServer::Respond respond) { silent.push_back(respond); });
  const std::string live = serve([](HttpRequest, HttpServer::Respond respond) { respond({200, {}, ""}); });
  Outbound::Options options;
  options.per_origin_max = 2;
  Outbound outbound(loop_, options);
  for (int i = 0; i < 10; ++i) outbound.send({"POST", dead, {}, "", base::Milliseconds(60000)}, keep("dead"));
  for (int i = 0; i < 10; ++i) outbound.send({"POST", live, {}, "", base::Milliseconds(60000)}, keep("live"));
  run_until(10);
  for (const auto& [name, answer] : answers_) EXPECT_EQ(name, "live");
}

TEST_F(OutboundTest, NobodyThereAndNoAnswerInTimeAreErrorsThatNameTheAddressWithoutItsQuery) {
  const std::string mute = serve([](HttpRequest, HttpServer::Respond) {});
  Outbound outbound(loop_, {});
  outbound.send({"POST", mute + "/x?token=secret", {}, "", base::Milliseconds(50)}, keep("mute"));
  outbound.send({"POST", "http://127.0.0.1:1/y?token=secret", {}, "", base::Milliseconds(5000)},
                keep("none"));
  run_until(2);
  for (const auto& [name, answer] : answers_) {
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, "Unreachable");
    EXPECT_NE(answer.error().message.find("127.0.0.1"), std::string::npos);
    EXPECT_EQ(answer.error().message.find("secret"), std::string::npos);
  }
}

TEST_F(OutboundTest, AnAnswerThatIsTooLongIsAnError) {
  const std::string url = serve([](HttpRequest, HttpServer::Respond respond) {
    respond({200, {}, std::string(5000, 'x')});
  });
  Outbound::Options options;
  options.response_bytes_max = 1000;
  Outbound outbound(loop_, options);
  outbound.send({"GET", url, {}, "", base::Milliseconds(5000)}, keep("long"));
  run_until(1);
  EXPECT_FALSE(answers_.front().second.ok());
}

TEST_F(OutboundTest, OfAnAnswerWhoseBodyNobodyNeedsTheLengthDoesNotMatter) {
  const std::string url = serve([](HttpRequest, HttpServer::Respond respond) {
    respond({201, {}, std::string(5000, 'x')});
  });
  Outbound::Options options;
  options.response_bytes_max = 1000;
  Outbound outbound(loop_, options);
  outbound.send({"POST", url, {}, "", base::Milliseconds(5000), false}, keep("long"));
  run_until(1);
  const auto& answer = answers_.front().second;
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "");
}

}  // namespace
}  // namespace sb::net
