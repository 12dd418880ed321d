// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "genesys/client.h"

// The organisation's integrations of the type amazon-eventbridge-source (platform API, /api/v2/integrations).
namespace sb::genesys {

// A configuration as far as it is known here.
struct IntegrationConfig {
  int64_t version = 0;
  std::string name;
  std::string notes;                // the platform's placeholder for empty notes is read as ""
  std::string suffix;               // eventSourceSuffix; "" until it is configured
  std::string account;              // awsAccountId
  std::string region;               // awsAccountRegion
  std::vector<std::string> topics;  // eventFilter, in the platform's order
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

// The calls. Errors are those of Client. Thread-safe.
class Integrations {
 public:
  explicit Integrations(Client& client) : client_(client) {}

  // All of the type, page after page, each with its configuration.
  base::Result<std::vector<Integration>> list();

 private:
  Client& client_;
};

}  // namespace sb::genesys
