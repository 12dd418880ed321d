// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "genesys/client.h"

// The organisation's integrations of the type amazon-eventbridge-source (platform API, /api/v2/integrations).
namespace sb::genesys {

// A configuration as far as it is known here; the rest is written back as it was read.
struct IntegrationConfig {
  int64_t version = 0;
  std::string name;
  std::string notes;                // the platform's placeholder for empty notes is read as ""
  std::string suffix;               // eventSourceSuffix; "" until it is configured
  std::string account;              // awsAccountId
  std::string region;               // awsAccountRegion
  std::vector<std::string> topics;  // eventFilter, in the platform's order
  json::Object wire;                // as it was read

  friend bool operator==(const IntegrationConfig&, const IntegrationConfig&) = default;
};

struct Integration {
  std::string id;
  std::string name;
  std::string intended;      // ENABLED, DISABLED, DELETED
  std::string reported;      // ACTIVE, ACTIVATING, INACTIVE, DEACTIVATING, ERROR
  std::string message;       // reportedState.detail.message
  std::string last_updated;  // of the reported state, as it was told
  IntegrationConfig config;
};

// Changes a configuration in place. Called again, on what stands then, when somebody else was faster.
using EditConfig = std::function<void(IntegrationConfig&)>;

// The calls. Errors are those of Client. Thread-safe.
class Integrations {
 public:
  explicit Integrations(Client& client) : client_(client) {}

  // All of the type, page after page, each with its configuration.
  base::Result<std::vector<Integration>> list();
  // One, without its configuration. nullopt: there is none (404, 410).
  base::Result<std::optional<Integration>> find(const std::string& id);
  // How many of the type an organisation may have; nullopt where the platform does not say.
  base::Result<std::optional<int64_t>> instances_max();

  // Makes one, DISABLED and not configured, and returns its id. A call without an answer is not made again
  // blindly: the list is asked first for one of this name that is not configured.
  base::Result<std::string> create(const std::string& name);
  // Reads the configuration, edits it and writes it under the version that was read; read and edited anew
  // when another version stands by then (409, or 400 that speaks of the version), five times at most. An edit
  // that changes nothing writes nothing.
  base::Status edit(const std::string& id, const EditConfig& edit);
  base::Status enable(const std::string& id);
  // The platform may take its time: it is gone once find() says so. No error when it was gone already.
  base::Status remove(const std::string& id);

 private:
  base::Result<IntegrationConfig> config(const std::string& id);
  base::Result<std::optional<std::string>> find_unconfigured(const std::string& name);

  Client& client_;
};

}  // namespace sb::genesys
