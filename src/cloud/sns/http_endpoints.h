// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>

#include "cloud/delivery/delivery.h"
#include "cloud/service/timeline.h"
#include "cloud/sns/allowed_hosts.h"
#include "net/outbound.h"

namespace sb::cloud::sns {

// Takes deliveries to HTTP and HTTPS endpoints, to allowed hosts only. The target is the endpoint's address;
// a user and password in it go out as HTTP Basic authentication. Each endpoint has few requests under way at
// a time, so that one that hangs leaves the connections of its host to the others, and no more in a second of
// the cloud's clock than the deliveries to it say. On the loop's thread only.
class HttpEndpoints final : public delivery::Sink {
 public:
  HttpEndpoints(service::Timeline& timeline, net::Outbound& outbound, AllowedHosts allowed)
      : timeline_(timeline), outbound_(outbound), allowed_(std::move(allowed)) {}

  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;
  // Gives up what waits for its turn: it is reported as failed, and not sent.
  void forget();

 private:
  struct Item {
    const delivery::Delivery* delivery = nullptr;
    delivery::Attempted done;
  };
  struct Lane {
    size_t under_way = 0;
    std::deque<Item> waiting;
    base::Time free_at{};  // before it, no delivery with a limit goes out
    bool timed = false;    // fill() will be called at free_at
  };
  void fill(const std::string& endpoint);
  // True when the next delivery has to wait for its turn in time.
  bool is_throttled(Lane& lane);
  void fill_later(const std::string& endpoint, Lane& lane);
  void send(const std::string& endpoint, Item item);

  service::Timeline& timeline_;
  net::Outbound& outbound_;
  const AllowedHosts allowed_;
  std::map<std::string, Lane> lanes_;  // by the endpoint's address
};

// What an endpoint's answer means (SNS developer guide, "Message delivery retries"): 2xx is delivered; 429,
// 5xx and no answer may work later; everything else never will. An endpoint has 15 s to answer.
delivery::Attempt judge(const base::Result<net::HttpResponse>& answer);

}  // namespace sb::cloud::sns
