// SPDX-License-Identifier: Apache-2.0
#include "genesys/rights.h"

#include <fmt/format.h>

namespace sb::genesys {
namespace {

constexpr std::string_view kIntegrations = "/api/v2/integrations";
constexpr std::string_view kEventBridge = "/api/v2/platform/eventbridge";
constexpr std::string_view kQueues = "/api/v2/routing/queues";
constexpr std::string_view kQueueSearch = "/api/v2/queues/search";

struct Permission {
  std::string words;
  bool by_division = false;
};

Permission on_integrations(std::string_view method) {
  if (method == "POST") return {"integrations:integration:add (Integrations > Integration > Add)"};
  if (method == "PUT" || method == "PATCH")
    return {"integrations:integration:edit (Integrations > Integration > Edit)"};
  if (method == "DELETE") return {"integrations:integration:delete (Integrations > Integration > Delete)"};
  return {"integrations:integration:view (Integrations > Integration > View)"};
}

Permission needed_for(std::string_view method, std::string_view path) {
  if (path.starts_with(kQueues) || path.starts_with(kQueueSearch))
    return {"routing:queue:view (Routing > Queue > View; the tutorials' queue:queue:read)", true};
  if (path.starts_with(kIntegrations)) return on_integrations(method);
  if (path.starts_with(kEventBridge))
    return {"to read and manage EventBridge events (the tutorials' eventbridge:read and eventbridge:manage)"};
  return {"that the message names"};
}

}  // namespace

std::string how_to_grant(std::string_view method, std::string_view path, std::string_view client_id) {
  const Permission needed = needed_for(method, path);
  return fmt::format(
      "a Genesys admin adds the permission {} to a role (Admin > Roles / Permissions), then gives the role "
      "to "
      "the client '{}' (Admin > Integrations > OAuth > the client > Roles){}",
      needed.words, client_id, needed.by_division ? ", in the divisions of the queues" : "");
}

}  // namespace sb::genesys
