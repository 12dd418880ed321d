// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "awsclient/credentials/provider.h"
#include "awsclient/eventbridge.h"
#include "awsclient/lambda.h"
#include "awsclient/settings.h"
#include "awsclient/sns.h"
#include "awsclient/sqs.h"
#include "awsclient/transport.h"
#include "base/steady_clock.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cloud/cloud.h"
#include "genesys/client.h"
#include "net/http_client.h"
#include "net/rate_limiter.h"
#include "reconcile/observed.h"
#include "spec/load.h"

namespace sb::cli {

// A local cloud running in this process, on a thread of its own; what it has to say goes to stderr. Stops,
// and joins, when destroyed.
class OwnCloud {
 public:
  static base::Result<std::unique_ptr<OwnCloud>> start(cloud::CloudOptions options);
  ~OwnCloud();
  std::string url() const { return cloud_->url(); }

 private:
  explicit OwnCloud(std::unique_ptr<cloud::Cloud> cloud);
  std::unique_ptr<cloud::Cloud> cloud_;
  std::thread thread_;
};

// Which Genesys Cloud settings matter for signing in; from a spec, or from the environment alone.
struct GenesysSettings {
  std::string region;
  std::string auth = "basic";
};

// Every client, signed in and pointed where the flags, the spec and the environment say.
class Connection {
 public:
  struct Needs {
    bool aws = true;
    bool genesys = true;
  };
  // Error: missing or half-set credentials, no region, a local cloud that cannot be started.
  static base::Result<std::unique_ptr<Connection>> open(const GlobalOptions& global,
                                                        const GenesysSettings& genesys,
                                                        const std::string& spec_region,
                                                        const spec::Environment& environment, Needs needs);

  awsclient::Transport& aws() { return *aws_; }
  genesys::Client* genesys() { return genesys_.get(); }
  reconcile::World world() { return {genesys_.get(), *eventbridge_, *sns_, *sqs_, *lambda_}; }
  bool is_local() const { return local_; }
  // EventBridge is AWS's own: no local cloud or emulator stands in its place, though an interface endpoint
  // may.
  bool is_aws_itself() const;
  // Holds AWS calls to so many EventBridge calls a second, and the other services to their share
  // (awsclient/lanes.h). At first that is kEventsPerSecond, and no limit for the local cloud, which has no
  // quota to keep to. Before the first call only.
  void set_pace(double events_per_second);
  // From here on calls are tried again after an interrupt too: for what has to be removed after one.
  void finish() { sleeper_.finish(); }
  // True where the local cloud runs in this process, and ends with it.
  bool is_in_process() const { return own_cloud_ != nullptr; }
  // "the local cloud at http://…, data in …": for people; "" without one.
  std::string whereabouts() const;
  // The local cloud's address; "" without one.
  const std::string& local_url() const { return local_url_; }
  net::HttpTransport& http() { return *http_; }

 private:
  Connection() = default;
  base::Status open_local(const GlobalOptions& global);
  base::Status open_local_aws(const awsclient::Given& given, const spec::Environment& environment);
  base::Status open_real_aws(const awsclient::Given& given, const spec::Environment& environment,
                             awsclient::SharedFiles files);
  void make_aws_clients();
  base::Status open_genesys(const GlobalOptions& global, const GenesysSettings& settings,
                            const spec::Environment& environment);

  bool local_ = false;
  std::string local_url_;
  std::string local_data_;  // where it keeps its data, in words
  base::SystemClock clock_;
  base::SteadyClock steady_clock_;
  InterruptibleSleeper sleeper_;
  net::RateLimiter limiter_{steady_clock_, sleeper_};
  std::unique_ptr<OwnCloud> own_cloud_;
  std::unique_ptr<net::HttpClient> http_;
  awsclient::Endpoints endpoints_;
  std::unique_ptr<const awsclient::credentials::Surroundings> surroundings_;  // for credentials_
  std::unique_ptr<awsclient::CredentialSource> credentials_;
  std::unique_ptr<awsclient::Transport> aws_;
  std::unique_ptr<awsclient::EventBridge> eventbridge_;
  std::unique_ptr<awsclient::Sns> sns_;
  std::unique_ptr<awsclient::Sqs> sqs_;
  std::unique_ptr<awsclient::Lambda> lambda_;
  std::unique_ptr<genesys::Client> genesys_;
};

}  // namespace sb::cli
