// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/shared_text.h"
#include "net/http_message.h"
#include "net/loop.h"

namespace sb::net {

// One request on its way out of a server.
struct OutboundRequest {
  std::string method = "POST";
  std::string url;
  Headers headers;
  base::SharedText body;
  base::Milliseconds timeout{15000};  // from the start of the connection to the last byte of the answer
  bool keep_body = true;              // false: the answer's body is not kept, however long it is
};

// Sends requests side by side over libcurl's multi interface, on a thread of its own; answers come back on
// the loop. An origin that does not answer holds up no other. Redirects are not followed, proxies of the
// environment are not used.
class Outbound {
 public:
  struct Options {
    size_t per_origin_max = 16;  // under way at a time to one scheme, host and port; more wait in order
    size_t response_bytes_max = 1024 * 1024;
    std::string ca_file;  // further certificates to trust; empty: the system's
    std::string user_agent = "switchboard";
  };
  // Answers once, on the loop's thread. Error, code "Unreachable": no whole answer came, with the cause.
  using Done = std::function<void(base::Result<HttpResponse>)>;

  Outbound(Loop& loop, Options options);
  // Cuts what is under way; its callbacks are not called any more.
  ~Outbound();
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  // From the loop's thread. The thread starts with the first call.
  void send(OutboundRequest request, Done done);

 private:
  class Courier;
  std::shared_ptr<Courier> courier_;
};

}  // namespace sb::net
