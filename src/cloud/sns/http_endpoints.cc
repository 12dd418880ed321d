// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/http_endpoints.h"

#include <fmt/format.h>

#include <utility>

#include "base/digest.h"
#include "base/text.h"

namespace sb::cloud::sns {
namespace {

using delivery::Attempt;
using delivery::Verdict;

constexpr size_t kUnderWayMax = 8;
constexpr base::Milliseconds kTimeout{15000};

// Moves the user and password of an address into a header.
void sign_in(net::OutboundRequest& request) {
  const size_t begin = request.url.find("://") + 3;
  const size_t end = request.url.find_first_of("/?#", begin);
  const size_t at = request.url.rfind('@', end);
  if (at == std::string::npos || at < begin) return;
  const std::string user = base::percent_decode(request.url.substr(begin, at - begin));
  request.url.erase(begin, at + 1 - begin);
  request.headers.emplace_back("Authorization", "Basic " + base::base64_encode(user));
}

net::OutboundRequest to_request(const delivery::Delivery& delivery) {
  net::OutboundRequest out;
  out.url = delivery.target_arn;
  out.headers = delivery.headers;
  out.headers.emplace_back("User-Agent", "Amazon Simple Notification Service Agent");
  out.headers.emplace_back("Accept-Encoding", "gzip,deflate");
  out.body = delivery.body;
  out.timeout = kTimeout;
  out.keep_body = false;
  sign_in(out);
  return out;
}

}  // namespace

Attempt judge(const base::Result<net::HttpResponse>& answer) {
  if (!answer) return {Verdict::kFailed, "TIMEOUT", answer.error().message};
  const int status = answer->status;
  if (status >= 200 && status < 300) return {};
  const bool later = status == 429 || status >= 500;
  return {later ? Verdict::kFailed : Verdict::kRefused, later ? "HTTP_SERVER_ERROR" : "HTTP_CLIENT_ERROR",
          fmt::format("The endpoint answered {}.", status)};
}

void HttpEndpoints::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  if (!allowed_.allows(delivery.target_arn))
    return done({Verdict::kRefused, "HTTP_NOT_ALLOWED", AllowedHosts::refusal(delivery.target_arn)});
  const std::string endpoint = delivery.target_arn;
  lanes_[endpoint].waiting.push_back({&delivery, std::move(done)});
  fill(endpoint);
}

void HttpEndpoints::forget() {
  std::deque<Item> given_up;
  for (auto& [endpoint, lane] : lanes_) {
    for (Item& item : std::exchange(lane.waiting, {})) given_up.push_back(std::move(item));
  }
  for (const Item& item : given_up)
    item.done({Verdict::kFailed, "FORGOTTEN", "It was forgotten before it was sent."});
}

void HttpEndpoints::fill(const std::string& endpoint) {
  Lane& lane = lanes_.at(endpoint);
  while (!lane.waiting.empty() && lane.under_way < kUnderWayMax) {
    if (is_throttled(lane)) return fill_later(endpoint, lane);
    Item item = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    ++lane.under_way;
    send(endpoint, std::move(item));
  }
  if (lane.under_way > 0) return;
  if (timeline_.now() < lane.free_at) return fill_later(endpoint, lane);
  lanes_.erase(endpoint);
}

bool HttpEndpoints::is_throttled(Lane& lane) {
  const int per_second = lane.waiting.front().delivery->per_second_max;
  if (per_second == 0) return false;
  const base::Time now = timeline_.now();
  if (now < lane.free_at) return true;
  lane.free_at = now + base::Milliseconds(1000 / per_second);
  return false;
}

void HttpEndpoints::fill_later(const std::string& endpoint, Lane& lane) {
  if (lane.timed) return;
  lane.timed = true;
  timeline_.call_at(lane.free_at, [this, endpoint] {
    const auto at = lanes_.find(endpoint);
    if (at == lanes_.end()) return;
    at->second.timed = false;
    fill(endpoint);
  });
}

void HttpEndpoints::send(const std::string& endpoint, Item item) {
  net::OutboundRequest request = to_request(*item.delivery);
  outbound_.send(std::move(request), [this, endpoint, done = std::move(item.done)](const auto& answer) {
    --lanes_.at(endpoint).under_way;
    fill(endpoint);
    done(judge(answer));
  });
}

}  // namespace sb::cloud::sns
