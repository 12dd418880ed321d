// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>

#include "genesys/client.h"
#include "genesys/region.h"

// For tests of this folder: a client whose calls are answered from a list.
namespace sb::genesys {

// Answers requests from a list, in order, and keeps what was asked.
class Scripted final : public net::HttpTransport {
 public:
  base::Result<net::HttpResponse> send(const net::ClientRequest& request) override {
    asked.push_back(request);
    if (request.url.ends_with("/oauth/token")) {
      ++tokens;
      return net::HttpResponse{
          200,
          {},
          fmt::format(R"({{"access_token":"t{}","token_type":"bearer","expires_in":86400}})", tokens)};
    }
    if (answers.empty()) return base::Error{"Unreachable", "nothing more", ""};
    net::HttpResponse next = answers.front();
    answers.pop_front();
    return next;
  }
  std::deque<net::HttpResponse> answers;
  std::vector<net::ClientRequest> asked;
  int tokens = 0;
};

class SettableClock final : public base::Clock {
 public:
  base::Time now() const override { return time; }
  base::Time time{base::Milliseconds(1000000)};
};

class CountingSleeper final : public net::Sleeper {
 public:
  void sleep(base::Milliseconds duration) override { slept.push_back(duration); }
  std::vector<base::Milliseconds> slept;
};

class ClientTest : public testing::Test {
 protected:
  Client make(TokenRequest request = TokenRequest::kBasic) {
    return Client(http, clock, sleeper, *resolve_region("mypurecloud.de"), request,
                  {"id", base::Secret("s&cret")});
  }
  Scripted http;
  SettableClock clock;
  CountingSleeper sleeper;
};

}  // namespace sb::genesys
