// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "awsclient/credentials.h"
#include "base/result.h"
#include "json/document.h"
#include "net/http_client.h"
#include "net/retry.h"

namespace sb::awsclient {

// Where each service answers. An override (AWS_ENDPOINT_URL…, --endpoint-url, the local cloud) wins over the
// service's own address in the region.
struct Endpoints {
  std::string region;
  std::map<std::string, std::string>
      overrides;  // by service: "events", "sns", "sqs", "sts", "lambda"; "" for all

  std::string url(const std::string& service) const;
};

// Parameters of a Query call, in order.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// Signs, sends and retries calls to AWS. Throttling, 5xx, ConcurrentModificationException and lost
// connections are retried with full jitter; quota errors (LimitExceededException) are not. Thread-safe.
// Errors: `code` is the service's own ("ResourceNotFoundException"), or "Unreachable"; the message names the
// call.
class Transport {
 public:
  Transport(net::HttpTransport& http, net::Sleeper& sleeper, Endpoints endpoints, Credentials credentials,
            net::RetryPolicy retry = {});

  // AWS JSON: `target` is "AWSEvents.PutRule"; `version` "1.1" or "1.0".
  base::Result<json::Object> call_json(const std::string& service, const std::string& version,
                                       const std::string& target, const json::Object& input);
  // AWS Query: the XML text of the answer.
  base::Result<std::string> call_query(const std::string& service, const std::string& action,
                                       const std::string& api_version, const QueryParameters& parameters);
  // REST with a JSON body (Lambda); `input` empty for none. `path` is already encoded.
  base::Result<json::Object> call_rest(const std::string& service, const std::string& method,
                                       const std::string& path, const std::string& input);

  const std::string& region() const { return endpoints_.region; }

 private:
  base::Result<net::HttpResponse> send(const std::string& service, const std::string& call,
                                       net::ClientRequest request);

  net::HttpTransport& http_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  const Credentials credentials_;
  const net::RetryPolicy retry_;
};

}  // namespace sb::awsclient
