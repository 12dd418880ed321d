// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "aws/sigv4.h"
#include "base/clock.h"
#include "base/secret.h"
#include "cloud/service/roles.h"
#include "cloud/service/service.h"
#include "cloud/service/sessions.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// What a long-term key id stands for.
struct KnownKey {
  base::Secret secret;
  std::string account;
  std::string user_arn;  // empty: the account's root
};

// How a request came in; decides the shape of answers.
enum class Protocol { kJson10, kJson11, kQuery, kRest };

// Who a signed request is from: account by key id, region by signing scope.
struct Identity {
  aws::Realm realm;
  std::string access_key_id;
  std::string arn;
  std::string user_id;
  std::shared_ptr<const service::Session> session;  // null for a long-term key
};

// Verifies AWS Signature Version 4, as an Authorization header or a presigned URL (IAM User Guide, "AWS
// Signature Version 4"). Signatures are held against real time; sessions expire by the cloud's own. On the
// loop's thread only.
class Authenticator {
 public:
  using FindKey = std::function<std::optional<KnownKey>(const std::string& access_key_id)>;

  Authenticator(const base::Clock& real_clock, const base::Clock& cloud_clock, FindKey find_key,
                const service::Roles& roles, const service::Sessions& sessions)
      : real_clock_(real_clock),
        cloud_clock_(cloud_clock),
        find_key_(std::move(find_key)),
        roles_(roles),
        sessions_(sessions) {}

  // `service` is the one that is called: the signing scope must name it. `body_sha256` is the body's digest
  // in lower-case hex where it is known already, else empty. The fault is that of the protocol's family
  // (UnrecognizedClientException or InvalidClientTokenId, …).
  std::variant<Identity, service::Fault> authenticate(const net::HttpRequest& request, Protocol protocol,
                                                      const std::string& service,
                                                      std::string_view body_sha256 = {});

 private:
  struct Claim;
  struct Caller;
  std::variant<Claim, service::Fault> read_claim(const net::HttpRequest& request, Protocol protocol) const;
  std::variant<Caller, service::Fault> find_caller(const Claim& claim, Protocol protocol) const;
  bool is_signed(const aws::SignedRequest& request, const Claim& claim, const base::Secret& secret);

  const base::Clock& real_clock_;
  const base::Clock& cloud_clock_;
  const FindKey find_key_;
  const service::Roles& roles_;
  const service::Sessions& sessions_;
  // Of signatures that were good, by key id and scope; bounded.
  std::unordered_map<std::string, aws::SigningKey> signing_keys_;
};

}  // namespace sb::cloud::edge
