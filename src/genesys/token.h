// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "genesys/region.h"
#include "net/http_client.h"
#include "net/retry.h"

namespace sb::genesys {

// How the token is asked for: HTTP Basic at login.<domain> (Genesys Cloud's own way), or the tutorials' form
// at <domain>, with the scopes they name.
enum class TokenRequest { kBasic, kForm };

struct ClientCredentials {
  std::string client_id;
  base::Secret client_secret;
};

// OAuth client credentials: fetches a token, keeps it, fetches a new one 60 s before it ends. Thread-safe.
class TokenSource {
 public:
  TokenSource(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper, Endpoints endpoints,
              TokenRequest request, ClientCredentials credentials);

  // Tried again after throttling, for about a minute or as Retry-After says, and after server faults and no
  // answer, until the sleeper is stopped. Error codes: "genesys.invalid_client" (wrong id, secret or region:
  // never retried), "genesys.token", "Unreachable".
  base::Result<base::Secret> token();
  // Forgets the kept token if it still is `used`, so that the next token() fetches anew.
  void drop(const base::Secret& used);

 private:
  base::Result<base::Secret> fetch();
  base::Result<base::Secret> keep(const net::HttpResponse& response);
  base::Error error_of(const net::HttpResponse& response, const std::string& url) const;
  net::ClientRequest make_request() const;

  net::HttpTransport& http_;
  const base::Clock& clock_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  const TokenRequest request_;
  const ClientCredentials credentials_;
  std::mutex mutex_;
  base::Secret token_;   // guarded by mutex_
  base::Time renew_at_;  // guarded by mutex_
};

}  // namespace sb::genesys
