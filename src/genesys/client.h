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

// What GET /api/v2/platform/eventbridge/events/{type} says.
enum class EventTypeState { kEnabled, kDisabled, kUnknown };

// The calls to Genesys Cloud's platform API that Switchboard makes; those about integrations and topics stand
// in files of their own and go by `send` and `get`. Thread-safe.
// Retried: 429 always; 502, 503, 504 and no answer, but for a POST that may have made something; waiting as
// Retry-After, else inin-ratelimit-reset, says. On 401
// the token is fetched anew and the call repeated, once. Errors carry the API's own `code`
// ("missing.permissions") and in the message the status, the API's words and the correlation id that Genesys
// support asks for.
class Client {
 public:
  Client(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper, Endpoints endpoints,
         TokenRequest request, ClientCredentials credentials);

  base::Result<Organization> organization();

  // Every queue the client's roles let it see, by GET /api/v2/routing/queues, page after page.
  base::Result<std::vector<Queue>> queues();
  // Queues whose name is `name` to the letter. Form mode asks as the tutorial does, POST
  // /api/v2/queues/search; where one way is not offered (404, 405) the other is taken.
  base::Result<std::vector<Queue>> queues_named(const std::string& name);
  // nullopt when there is no such queue (or no right to see it).
  base::Result<std::optional<Queue>> queue(const std::string& id);

  // kUnknown where the API does not say (404, 405).
  base::Result<EventTypeState> event_type(const std::string& type);
  // PUT {"enabled": …}; 200, 201 and 204 are success. A failure is explained with what
  // GET /api/v2/platform/eventbridge says about the integration.
  base::Status set_event_type(const std::string& type, bool enabled);

  // One call to a path under the API's address, with the token and the retries above. The answer may have any
  // status. Error: no answer, or no token.
  base::Result<net::HttpResponse> send(std::string_view method, const std::string& path,
                                       std::string body = {});
  // The object of a 200; every other answer is an error.
  base::Result<json::Object> get(const std::string& path);
  // Waits before attempt `attempt` + 1 of something that is tried several times (attempts count from 1).
  void wait_after(int attempt);

 private:
  base::Result<std::vector<Queue>> list_queues(const std::string& query);
  base::Result<std::vector<Queue>> search_queues(const std::string& name);
  std::string integration_words();

  net::HttpTransport& http_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  const TokenRequest request_;
  TokenSource tokens_;
};

// The error that an answer which is no success stands for. Survives empty bodies, HTML from a proxy and
// unknown keys.
base::Error error_of(std::string_view method, const std::string& path, const net::HttpResponse& response);
// The JSON object in an answer's body; an error that names the call when there is none.
base::Result<json::Object> object_of(std::string_view method, const std::string& path,
                                     const net::HttpResponse& response);

}  // namespace sb::genesys
