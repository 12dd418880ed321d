// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cloud/genesys/event_types.h"
#include "cloud/genesys/integrations.h"
#include "cloud/genesys/organization.h"
#include "cloud/genesys/queues.h"
#include "cloud/genesys/rate_limit.h"
#include "cloud/genesys/router.h"
#include "cloud/genesys/tokens.h"
#include "cloud/service/partner_sources.h"
#include "cloud/service/quotas.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"
#include "net/http_message.h"

namespace sb::cloud::genesys {

// An event of the tutorials' types on its way out of the organisation.
struct OutgoingEvent {
  std::string source;
  std::string detail_type;
  std::string detail;  // JSON text
  std::string time;    // ISO 8601; empty for now
};

// The Genesys Cloud platform of the local cloud: OAuth client credentials, the organisation, queues,
// integrations, notification topics, the tutorials' queue search and event types. Events that happen in the
// organisation go out to EventBridge: of the tutorials' types when the type is enabled, of v2 topics by the
// integrations that hold the topic. On the loop's thread only.
//
// Every answer carries ININ-Correlation-Id; those to a known token also inin-ratelimit-count, -allowed and
// -reset. Calls over the limit are answered 429 only where quotas on pace hold.
class Genesys {
 public:
  // Takes an event of the tutorials' types to AWS: EventBridge of this process.
  using Send = std::function<void(const OutgoingEvent& event)>;
  struct Counters {
    uint64_t happened = 0;
    uint64_t sent = 0;
    uint64_t dropped = 0;
    uint64_t calls = 0;  // of the platform API, by a token that is known
  };
  // What became of a batch of events that happened. Every accepted one is either sent or dropped.
  struct Happened {
    size_t accepted = 0;
    size_t sent = 0;
    size_t dropped = 0;
    std::vector<std::string> reasons;  // "line 3: …", why an event did not go to somebody
    std::vector<std::string> errors;   // "line 4: …", lines that are no event
  };

  Genesys(service::Timeline& timeline, store::Store& store, service::PartnerSources& sources,
          Organization organization, service::Quotas quotas, Send send);

  base::Status load();
  static bool owns(std::string_view path);
  // The answer in place of one whose change could not be made durable.
  static net::HttpResponse failure(const base::Error& error);
  net::HttpResponse handle(const net::HttpRequest& request);
  // One event a line, {"source","detail-type","detail",["time"]} as in EventBridge's envelope. A v2 topic
  // needs no source, and one of Genesys Cloud's partner sources stands for all of them: which sources an
  // event goes to is the integrations' matter.
  Happened happen(std::string_view ndjson);
  const Counters& counters() const { return counters_; }
  const Organization& organization() const { return organization_; }
  Queues& queues() { return queues_; }
  // The organisation with its queues, integrations and event types. No clients, no tokens.
  json::Object describe() const;
  // The organisation as it started. Tokens stay good.
  void reset();
  // After AWS has lost its partner event sources.
  void offer_sources_again() { integrations_.offer_again(); }

 private:
  Answer serve(const net::HttpRequest& request, net::Headers& limit_headers);
  Answer serve_known(const net::HttpRequest& request, const OAuthClient& client);
  Answer describe_organization() const;
  // Why the event did not go to somebody; `sent` tells whether it went to anybody.
  std::vector<std::string> send_out(const OutgoingEvent& event, bool& sent);

  service::Timeline& timeline_;
  const Organization organization_;
  const service::Quotas quotas_;
  const Send send_;
  Tokens tokens_;
  RateLimit calls_;
  Queues queues_;
  Integrations integrations_;
  EventTypes event_types_;
  Router router_;
  Counters counters_;
};

}  // namespace sb::cloud::genesys
