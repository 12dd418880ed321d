// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "base/secret.h"
#include "cloud/service/service.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// What a key id stands for.
struct KnownKey {
  base::Secret secret;
  std::string account;
};

// How a request came in; decides the shape of answers.
enum class Protocol { kJson10, kJson11, kQuery, kRest };

// Who a signed request is from: account by key id, region by signing scope.
struct Identity {
  aws::Realm realm;
  std::string access_key_id;
  std::string service;  // of the signing scope
};

// Verifies AWS Signature Version 4 on every request. Signatures are held against real time, not the movable
// clock.
class Authenticator {
 public:
  using FindKey = std::function<std::optional<KnownKey>(const std::string& access_key_id)>;

  Authenticator(const base::Clock& real_clock, FindKey find_key)
      : clock_(real_clock), find_key_(std::move(find_key)) {}

  // The fault is that of the protocol's family (UnrecognizedClientException or InvalidClientTokenId, …).
  std::variant<Identity, service::Fault> authenticate(const net::HttpRequest& request,
                                                      Protocol protocol) const;

 private:
  const base::Clock& clock_;
  const FindKey find_key_;
};

}  // namespace sb::cloud::edge
