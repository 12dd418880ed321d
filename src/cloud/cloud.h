// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "cloud/eventbridge/managed_rule.h"
#include "cloud/genesys/organization.h"
#include "cloud/service/roles.h"
#include "cloud/store/store.h"

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
  std::vector<service::Role> roles;
};

struct CloudOptions {
  std::string address = "127.0.0.1";
  int port = 0;                // 0: a free one
  std::string data_directory;  // empty: nothing is kept
  store::Fsync fsync = store::Fsync::kAlways;
  Seed seed;
  // Hosts ("127.0.0.1", "hooks.example.com:8443") that HTTP subscriptions may reach; all others are refused.
  std::vector<std::string> allow_http;
  std::function<void(const std::string& line)> log;  // called on the loop's thread; may be empty
};

inline constexpr int kDefaultPort = 4010;
inline constexpr char kLocalKeyId[] = "local";
inline constexpr char kLocalSecret[] = "local";
inline constexpr char kLocalAccount[] = "000000000000";

// Genesys Cloud, EventBridge, SNS, SQS, STS and Lambda permissions on one loopback port. One thread serves
// (the one inside run()), one writes to the store. Known from the start: the AWS key pair local/local
// (account 000000000000), any 12-digit key id with the secret `local` (an account of its own), and the OAuth
// clients of the seed.
class Cloud {
 public:
  // Opens the store, binds the port and accepts; run() serves. Error: the store, the address, or the port,
  // with what to do. An address that is not loopback is refused.
  static base::Result<std::unique_ptr<Cloud>> start(CloudOptions options, const base::Clock& clock);
  ~Cloud();
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;

  int port() const;
  std::string url() const;
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

}  // namespace sb::cloud
