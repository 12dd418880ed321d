// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>

#include "base/clock.h"
#include "base/form.h"
#include "cloud/genesys/answers.h"
#include "cloud/genesys/organization.h"
#include "cloud/genesys/rate_limit.h"
#include "cloud/service/quotas.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::genesys {

// OAuth client credentials: POST /oauth/token by HTTP Basic or by the form, and who a bearer token is of.
// `scope` is taken and means nothing: it applies to no client that uses this grant. Tokens end by the cloud's
// clock and outlive a restart; only their digests are kept.
class Tokens {
 public:
  struct Bearer {
    const OAuthClient* client;
    std::string digest;  // of the token
  };

  Tokens(const service::Timeline& timeline, store::Store& store, const Organization& organization,
         service::Quotas quotas);

  base::Status load();
  Answer issue(const net::HttpRequest& request);
  std::variant<Bearer, ErrorBody> check(const net::HttpRequest& request) const;

 private:
  struct Token {
    std::string client_id;
    base::Time ends;
  };
  Answer issue(const OAuthClient& client);
  void keep(const std::string& digest, Token token);
  void forget(const std::string& digest);
  void forget_old();

  const service::Timeline& timeline_;
  store::Store& store_;
  const Organization& organization_;
  const service::Quotas quotas_;
  RateLimit requests_;
  std::map<std::string, Token> tokens_;                  // by digest
  std::set<std::pair<base::Time, std::string>> by_end_;  // the same, the first to end first
};

}  // namespace sb::cloud::genesys
