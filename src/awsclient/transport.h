// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "awsclient/credentials.h"
#include "awsclient/fault_class.h"
#include "base/result.h"
#include "json/document.h"
#include "net/http_client.h"
#include "net/rate_limiter.h"
#include "net/retry.h"
#include "net/retry_budget.h"

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

// Signs, sends and retries calls to AWS. Retried, by fault_class.h: throttling, passing troubles and lost
// connections, with full jitter, but not before the time that the service names (x-amz-retry-after,
// Retry-After); a queue's name that is still held, after a minute. Conflicts are, but for calls that replace
// a whole value: those come back as errors, for the caller to read again. PutEvents is made again
// after throttling only: after a passing trouble, or no answer, its events may have been taken, and the error
// says so. Quota errors
// (LimitExceededException) are not retried. Each service has a budget of retries of its own. Thread-safe.
// Credentials are asked for anew before every attempt, so that they may change under a long run.
// Errors: `code` is the service's own ("ResourceNotFoundException"), or "Unreachable"; the message names the
// call.
class Transport {
 public:
  // What is given by reference must outlive it.
  Transport(net::HttpTransport& http, net::Sleeper& sleeper, Endpoints endpoints,
            CredentialSource& credentials, net::RetryPolicy retry = {});

  // Holds calls to the lanes of lanes.h. To be set before the first call; must outlive this.
  void limit_by(net::RateLimiter& limiter) { limiter_ = &limiter; }

  // AWS JSON: `target` is "AWSEvents.PutRule"; `version` "1.1" or "1.0"; `timeout` of each attempt, 0 for the
  // client's own.
  base::Result<json::Object> call_json(const std::string& service, const std::string& version,
                                       const std::string& target, const json::Object& input,
                                       base::Milliseconds timeout = base::Milliseconds(0));
  // AWS Query: the XML text of the answer.
  base::Result<std::string> call_query(const std::string& service, const std::string& action,
                                       const std::string& api_version, const QueryParameters& parameters,
                                       Signing signing = Signing::kSigV4);
  // REST with a JSON body (Lambda); `input` empty for none. `path` is already encoded.
  base::Result<json::Object> call_rest(const std::string& service, const std::string& method,
                                       const std::string& path, const std::string& input);

  // How often one call was made, and what its retries have taken from the budget.
  struct Tries {
    int made = 0;
    int unanswered = 0;
    int taken = 0;
  };
  // For entries of a batch that failed in an answer of 200: waits before the call, made `tries.made` times,
  // is made again for those. False where they are not to be tried again.
  bool wait_to_repeat(const std::string& service, const std::string& call, const std::string& code,
                      Tries& tries);
  // No entry is left that failed: what their repeats took is given back.
  void note_repeated(const std::string& service, const Tries& tries);

  const std::string& region() const { return endpoints_.region; }

 private:
  struct Trouble;
  base::Result<net::HttpResponse> send(const std::string& service, const std::string& call,
                                       net::ClientRequest request, Signing signing = Signing::kSigV4);
  Trouble read_trouble(const std::string& service, const std::string& call,
                       const base::Result<net::HttpResponse>& response) const;
  // Takes what a retry costs and waits. False where the call is not to be made again.
  bool wait_after(const Trouble& trouble, const std::string& service, const std::string& call, Tries& tries);
  net::RetryBudget& budget_of(const std::string& service);
  base::Status sign(net::ClientRequest& request, const std::string& service);

  net::HttpTransport& http_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  CredentialSource& credentials_;
  const net::RetryPolicy retry_;
  net::RateLimiter* limiter_ = nullptr;
  std::mutex mutex_;
  std::map<std::string, net::RetryBudget> budgets_;  // by service; the map guarded by mutex_
};

}  // namespace sb::awsclient
