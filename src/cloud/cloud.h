// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/policy.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "cloud/chaos/chaos.h"
#include "cloud/eventbridge/managed_rule.h"
#include "cloud/genesys/organization.h"
#include "cloud/service/quotas.h"
#include "cloud/service/roles.h"
#include "cloud/store/store.h"
#include "cloud/sts/web_identity.h"
#include "net/http_server.h"

namespace sb::cloud {

// What the local cloud starts with beside an empty store.
struct Seed {
  genesys::Organization organization = genesys::Organization::built_in();
  struct Function {
    std::string account = "000000000000";
    std::string region = "us-east-1";
    std::string name;
    std::string url;  // where an invocation is sent; empty: it cannot be invoked
  };
  std::vector<Function> functions;
  std::vector<eventbridge::ManagedRule> managed_rules;
  struct ManagedPolicy {
    std::string arn;
    aws::Policy allows;
  };
  std::vector<service::Role> roles;
  std::vector<ManagedPolicy> policies;  // what session policies may name
  std::vector<sts::IdentityProvider> identity_providers;
};

// Who may come in, where the well-known keys do not do: read from a file that nobody else can read.
struct Credentials {
  struct KeyPair {
    std::string id;
    base::Secret secret;
    std::string account;
    std::string user_arn;  // empty: the account's root
  };
  std::vector<KeyPair> keys;
  std::vector<genesys::OAuthClient> oauth_clients;
  base::Secret admin_bearer;  // empty: nobody administers from another address
};

// PEM files of a server's certificate chain and key.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

struct CloudOptions {
  std::string address = "127.0.0.1";
  int port = 0;                // 0: a free one
  std::string data_directory;  // empty: nothing is kept
  store::Fsync fsync = store::Fsync::kAlways;
  Seed seed;
  // In place of the well-known keys and of the seed's clients. Needed, like `tls`, on an address that is not
  // loopback.
  std::optional<Credentials> credentials;
  std::optional<TlsFiles> tls;
  // "https://cloud.example:4443": how others reach it, for the links in messages of SNS; empty: by `address`.
  // Needed where `address` is every address of the machine ("0.0.0.0", "::"), which nobody can visit.
  std::string public_url;
  // Hosts ("127.0.0.1", "hooks.example.com:8443") that HTTP subscriptions may reach; all others are refused.
  std::vector<std::string> allow_http;
  service::Quotas quotas = service::Quotas::kNone;
  std::optional<chaos::Measure> chaos;
  // What messages, deliveries that wait, and changes on their way to disk may take; past it, senders are
  // throttled.
  size_t memory_bytes_max = size_t{4} << 30;
  std::function<void(const std::string& line)> log;  // called on the loop's thread; may be empty
};

inline constexpr int kDefaultPort = 4010;
inline constexpr char kLocalKeyId[] = "local";
inline constexpr char kLocalSecret[] = "local";
inline constexpr char kLocalAccount[] = "000000000000";

// Genesys Cloud, EventBridge, SNS, SQS, STS and Lambda on one port. One thread serves (the one
// inside run()), one writes to the store. Known from the start, unless credentials are given: the AWS key
// pair local/local (account 000000000000), any 12-digit key id with the secret `local` (an account of its
// own), and the OAuth clients of the seed.
class Cloud {
 public:
  // Opens the store, binds the port and accepts; run() serves. Error: the store, the address, the port, or
  // the certificate, with what to do. An address that is not loopback is refused without credentials and TLS,
  // all addresses of the machine without a public URL too.
  static base::Result<std::unique_ptr<Cloud>> start(CloudOptions options, const base::Clock& clock);
  ~Cloud();
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;

  int port() const;
  // "http://127.0.0.1:4010", https where it serves TLS.
  std::string url() const;
  // One request as if it had come to the port. On the thread inside run(), or while nobody runs.
  void handle(net::HttpRequest request, net::HttpServer::Respond respond);
  // Serves until stop(); then waits until all that was acknowledged is on disk.
  void run();
  // From any thread or signal-safe context that may post.
  void stop();

 private:
  struct World;
  explicit Cloud(std::unique_ptr<World> world);
  std::unique_ptr<World> world_;
};

// Reads a seed file (YAML). Error: where and what.
base::Result<Seed> read_seed(const std::string& text, const std::string& file);
// Reads a file of credentials (YAML or JSON). Error: where and what, without the secrets.
base::Result<Credentials> read_credentials(const std::string& text, const std::string& file);

}  // namespace sb::cloud
