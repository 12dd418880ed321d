// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "genesys/token.h"
#include "json/document.h"

namespace sb::genesys {

struct Organization {
  std::string id;
  std::string name;
};

struct Queue {
  std::string id;
  std::string name;
  std::string division;
};

// What GET /api/v2/platform/eventbridge/events/{type} says. kNotOffered: a 404 that names the type as what is
// not there. kUnknown: the API does not say (any other 404, 405).
enum class EventTypeState { kEnabled, kDisabled, kNotOffered, kUnknown };

// The calls to Genesys Cloud's platform API that Switchboard makes. Thread-safe.
// Retried: 429, 502, 503, 504 and no answer, waiting as Retry-After, else inin-ratelimit-reset, says. On 401
// the token is fetched anew and the call repeated, once. Errors carry the API's own `code`
// ("missing.permissions") and in the message the status, the API's words and the correlation id that Genesys
// support asks for.
class Client {
 public:
  Client(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper, Endpoints endpoints,
         TokenRequest request, ClientCredentials credentials);

  // The region's domain, or the address that stands in its place.
  const std::string& domain() const { return endpoints_.domain; }

  base::Result<Organization> organization();

  // Every queue the client's roles let it see, by GET /api/v2/routing/queues, page after page.
  base::Result<std::vector<Queue>> queues();
  // Queues whose name is `name` to the letter. Form mode asks as the tutorial does, POST
  // /api/v2/queues/search; where one way is not offered (404, 405) the other is taken.
  base::Result<std::vector<Queue>> queues_named(const std::string& name);
  // nullopt when there is no such queue (or no right to see it).
  base::Result<std::optional<Queue>> queue(const std::string& id);

  base::Result<EventTypeState> event_type(const std::string& type);
  // "ACTIVE", "INACTIVE", …: what GET /api/v2/platform/eventbridge says about the organisation's integration;
  // "" where it says nothing. nullopt: there is no such call (404, 405).
  base::Result<std::optional<std::string>> event_bridge_status();
  // PUT {"enabled": …}; 200, 201 and 204 are success. A failure is explained with what
  // GET /api/v2/platform/eventbridge says about the integration.
  base::Status set_event_type(const std::string& type, bool enabled);

  // The object of a 200; every other answer is an error.
  base::Result<json::Object> get(const std::string& path);

 private:
  base::Result<net::HttpResponse> send(std::string_view method, const std::string& path,
                                       std::string body = {});
  base::Result<std::vector<Queue>> list_queues(const std::string& query);
  base::Result<std::vector<Queue>> search_queues(const std::string& name);
  std::string integration_words();

  net::HttpTransport& http_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  const TokenRequest request_;
  TokenSource tokens_;
};

}  // namespace sb::genesys
