// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cloud/genesys/organization.h"
#include "cloud/genesys/router.h"
#include "cloud/store/store.h"

namespace sb::cloud::genesys {

// The event types of the tutorials: PUT and GET /api/v2/platform/eventbridge/events/{eventType}, and GET
// /api/v2/platform/eventbridge.
class EventTypes {
 public:
  EventTypes(store::Store& store, const Organization& organization)
      : store_(store), organization_(organization) {}

  base::Status load();
  std::vector<Route> routes();
  bool is_offered(const std::string& type) const { return organization_.event_types.contains(type); }
  bool is_enabled(const std::string& type) const;
  // Every type that is offered: [{"name":…,"enabled":…}].
  json::Array describe_all() const;
  // None is enabled any more.
  void reset();

 private:
  Answer describe() const;
  Answer get(const std::string& type) const;
  Answer put(const std::string& type, const json::Object& body);

  store::Store& store_;
  const Organization& organization_;
  std::map<std::string, bool> enabled_;  // event types that were ever put
};

}  // namespace sb::cloud::genesys
