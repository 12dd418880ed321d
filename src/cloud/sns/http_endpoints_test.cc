// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/http_endpoints.h"

#include <gtest/gtest.h>

namespace sb::cloud::sns {
namespace {

using delivery::Verdict;

Verdict of_status(int status) { return judge(net::HttpResponse{status, {}, ""}).verdict; }

TEST(HttpEndpoints, JudgeAnswersByTheirStatus) {
  for (const int status : {200, 201, 204, 299}) EXPECT_EQ(of_status(status), Verdict::kDelivered) << status;
  for (const int status : {301, 400, 403, 404, 499})
    EXPECT_EQ(of_status(status), Verdict::kRefused) << status;
  for (const int status : {429, 500, 503, 599}) EXPECT_EQ(of_status(status), Verdict::kFailed) << status;
}

TEST(HttpEndpoints, TakeNoAnswerForAFailureThatMayPass) {
  const auto attempt = judge(base::Error{"Unreachable", "no answer from http://a: timed out", ""});
  EXPECT_EQ(attempt.verdict, Verdict::kFailed);
  EXPECT_EQ(attempt.message, "no answer from http://a: timed out");
}

TEST(HttpEndpoints, SendNothingToAHostThatIsNotAllowed) {
  net::Loop loop;
  net::Outbound outbound(loop, {});
  const base::SystemClock real;
  service::MovableClock clock(real);
  service::Timeline timeline(loop, clock);
  HttpEndpoints endpoints(timeline, outbound, {});
  delivery::Delivery delivery;
  delivery.target_arn = "http://127.0.0.1:9/x";
  delivery::Attempt answer;
  endpoints.deliver(delivery, [&](delivery::Attempt given) { answer = std::move(given); });
  EXPECT_EQ(answer.verdict, Verdict::kRefused);
  EXPECT_NE(answer.message.find("--allow-http 127.0.0.1:9"), std::string::npos);
}

}  // namespace
}  // namespace sb::cloud::sns
