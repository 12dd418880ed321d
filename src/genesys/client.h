// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "genesys/rate_window.h"
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
// not there. kNoSuchApi: another 404, where GET /api/v2/platform/eventbridge answers 404 too: the real
// platform (no official SDK has the path), which has no event types and sends its events over a partner event
// bus. kUnknown: the API does not say (any other 404, 405).
enum class EventTypeState { kEnabled, kDisabled, kNotOffered, kNoSuchApi, kUnknown };

// What kNoSuchApi means, and what to do about it.
inline constexpr char kNoEventTypes[] =
    "Genesys Cloud has no event types here (404 for /api/v2/platform/eventbridge): its events come over the "
    "partner bus";
inline constexpr char kUsePartnerBus[] =
    "name topics of the platform (v2.…) in the route, as a spec of `switchboard init --template partner` "
    "does";

// The calls to Genesys Cloud's platform API that Switchboard makes; those about integrations and topics stand
// in files of their own and go by `send` and `get`. Thread-safe.
// Retried: 429 always; 408, 500, 502, 503, 504 and no answer, but for a POST that may have made something;
// waiting as Retry-After, else inin-ratelimit-reset, says, else with full jitter. Calls are held back when
// the token's limit is used up (rate_window.h). On 401 the token is fetched anew and the call repeated, once.
// Errors carry the API's own `code`
// ("missing.permissions") and in the message the status, the API's words and the correlation id that Genesys
// support asks for.
class Client {
 public:
  Client(net::HttpTransport& http, const base::Clock& clock, net::Sleeper& sleeper, Endpoints endpoints,
         TokenRequest request, ClientCredentials credentials);

  // Before the first call: whether to wait where the token's limit is used up (the default).
  void hold_to_limit(bool hold) { holds_to_limit_ = hold; }
  // The region's domain, or the address that stands in its place.
  const std::string& domain() const { return endpoints_.domain; }
  // Of the OAuth client that signs in.
  const std::string& client_id() const { return client_id_; }

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
  // PUT {"enabled": …}; 200, 201 and 204 are success. On 409 the state is read again, and put again where it
  // is not as wanted, five times at most. A failure is explained with what GET /api/v2/platform/eventbridge
  // says about the integration.
  base::Status set_event_type(const std::string& type, bool enabled);

  // One call to a path under the API's address, with the token and the retries above. The answer may have any
  // status. Error: no answer, or no token.
  base::Result<net::HttpResponse> send(std::string_view method, const std::string& path,
                                       std::string body = {});
  // The object of a 200; every other answer is an error.
  base::Result<json::Object> get(const std::string& path);
  // The error that an answer which is no success stands for; of a 403 with how to grant what is missing.
  // Survives empty bodies, HTML from a proxy and unknown keys.
  base::Error error_of(std::string_view method, const std::string& path,
                       const net::HttpResponse& response) const;
  // Waits before attempt `attempt` + 1 of something that is tried several times (attempts count from 1).
  void wait_after(int attempt);

 private:
  base::Result<std::vector<Queue>> list_queues(const std::string& query);
  base::Result<std::vector<Queue>> search_queues(const std::string& name);
  // Waits while the token's limit is used up.
  void hold();
  struct IntegrationAnswer {
    std::string words;
    std::string status;  // as of event_bridge_status; "" where there is no such answer
    bool exists = true;  // false: 404
  };
  IntegrationAnswer ask_integration();
  // False where GET /api/v2/platform/eventbridge answers 404.
  bool has_event_types();

  net::HttpTransport& http_;
  const base::Clock& clock_;
  net::Sleeper& sleeper_;
  const Endpoints endpoints_;
  const TokenRequest request_;
  const std::string client_id_;
  TokenSource tokens_;
  RateWindow window_;
  bool holds_to_limit_ = true;
};

// The JSON object in an answer's body; an error that names the call when there is none.
base::Result<json::Object> object_of(std::string_view method, const std::string& path,
                                     const net::HttpResponse& response);

}  // namespace sb::genesys
