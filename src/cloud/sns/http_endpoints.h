// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>

#include "cloud/delivery/delivery.h"
#include "cloud/sns/allowed_hosts.h"
#include "net/outbound.h"

namespace sb::cloud::sns {

// Takes deliveries to HTTP and HTTPS endpoints, to allowed hosts only. The target is the endpoint's address;
// a user and password in it go out as HTTP Basic authentication. Each endpoint has few requests under way at
// a time, so that one that hangs leaves the connections of its host to the others. On the loop's thread only.
class HttpEndpoints final : public delivery::Sink {
 public:
  HttpEndpoints(net::Outbound& outbound, AllowedHosts allowed)
      : outbound_(outbound), allowed_(std::move(allowed)) {}

  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

 private:
  struct Item {
    const delivery::Delivery* delivery = nullptr;
    delivery::Attempted done;
  };
  struct Lane {
    size_t under_way = 0;
    std::deque<Item> waiting;
  };
  void fill(const std::string& endpoint);
  void send(const std::string& endpoint, Item item);

  net::Outbound& outbound_;
  const AllowedHosts allowed_;
  std::map<std::string, Lane> lanes_;  // by the endpoint's address
};

// What an endpoint's answer means (SNS developer guide, "Message delivery retries"): 2xx is delivered; 429,
// 5xx and no answer may work later; everything else never will. An endpoint has 15 s to answer.
delivery::Attempt judge(const base::Result<net::HttpResponse>& answer);

}  // namespace sb::cloud::sns
