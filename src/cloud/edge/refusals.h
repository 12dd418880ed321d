// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloud/edge/ask.h"
#include "cloud/service/service.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// Why a service takes no call at all, whatever it asks.
enum class Refusal {
  kThrottled,  // too many calls
  kBroken,     // an error of its own
};

// The same in the words of the service that is asked.
service::Fault fault_of(const Ask& ask, Refusal refusal);
// The answer to a request that is refused unseen.
net::HttpResponse refuse(const net::HttpRequest& request, Refusal refusal);

// True for operations that put messages or events into the local cloud, which take memory.
bool brings_in(const Ask& ask);

}  // namespace sb::cloud::edge
