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
// service's own address in the region. Services go by the first part of their address: "events", "sns",
// "sqs", "sts", "lambda", "portal.sso", "oidc".
struct Endpoints {
  std::string region;
  std::map<std::string, std::string> overrides = {};  // by service; "" for all
  // AWS_STS_REGIONAL_ENDPOINTS=legacy: in the regions of before 2019, STS is called at sts.amazonaws.com.
  bool sts_legacy = false;

  std::string url(const std::string& service) const;
  // As url, for a service in a region of its own (SSO's may be another than that of the calls).
  std::string url(const std::string& service, const std::string& in_region) const;
  std::string signing_region(const std::string& service) const;

 private:
  std::string override_of(const std::string& service) const;
  bool is_sts_global(const std::string& service) const;
};

// Parameters of a Query call, in order.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// AssumeRoleWithWebIdentity is sent without a signature, and without asking for credentials.
enum class Signing { kSigV4, kNone };

// Signs, sends and retries calls to AWS. Throttling, 5xx, ConcurrentModificationException and lost
// connections are retried with full jitter; quota errors (LimitExceededException) are not. Thread-safe.
// Credentials are asked for anew before every attempt, so that they may change under a long run.
// Errors: `code` is the service's own ("ResourceNotFoundException"), or "Unreachable"; the message names the
// call.
class Transport {
 public:
  // What is given by reference must outlive it.
  Transport(net::HttpTransport& http, net::Sleeper& sleeper, Endpoints endpoints,
            CredentialSource& credentials, net::RetryPolicy retry = {});

  // AWS JSON: `target` is "AWSEvents.PutRule"; `version` "1.1" or "1.0".
  base::Result<json::Object> call_json(const std::string& service, const std::string& version,
                                       const std::string& target, const json::Object& input);
  // AWS Query: the XML text of the answer.
  base::Result<std::string> call_query(const std::string& service, const std::string& action,
                                       const std::string& api_version, const QueryParameters& parameters,
                                       Signing signing = Signing::kSigV4);
  // REST with a JSON body (Lambda); `input` empty for none. `path` is already encoded.
  base::Result<json::Object> call_rest(const std::string& service, const std::string& method,
                                       const std::string& path, const std::string& input);

  const std::string& region() const { return endpoints_.region; }

 private:
  base::Result<net::HttpResponse> send(const std::string& service, const std::string& call,
                                       net::ClientRequest request, Signing signing = Signing::kSigV4);
  base::Status sign(net::ClientRequest& request, const std::string& service);

  net::HttpTransport& http_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  CredentialSource& credentials_;
  const net::RetryPolicy retry_;
};

}  // namespace sb::awsclient
