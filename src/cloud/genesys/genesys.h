// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock.h"
#include "cloud/genesys/organization.h"
#include "cloud/store/store.h"
#include "net/http_message.h"

namespace sb::cloud::genesys {

// An event on its way out of the organisation.
struct OutgoingEvent {
  std::string source;
  std::string detail_type;
  std::string detail;  // JSON text
  std::string time;    // ISO 8601; empty for now
};

// The Genesys Cloud platform of the local cloud: OAuth client credentials (Basic and form), the organisation,
// queues with paging and wildcards, the tutorials' queue search and event types. Events that happen in the
// organisation go out to EventBridge if their type is enabled. On the loop's thread only.
class Genesys {
 public:
  // Takes an event to AWS: EventBridge of this process.
  using Send = std::function<void(const OutgoingEvent& event)>;
  struct Counters {
    uint64_t happened = 0;
    uint64_t sent = 0;
  };
  // What became of a batch of events that happened.
  struct Happened {
    size_t accepted = 0;
    size_t sent = 0;
    std::vector<std::string> errors;  // "line 3: …"
  };

  Genesys(const base::Clock& clock, store::Store& store, Organization organization, Send send);

  base::Status load();
  static bool owns(std::string_view path);
  net::HttpResponse handle(const net::HttpRequest& request);
  // One event a line, {"source","detail-type","detail",["time"]} as in EventBridge's envelope.
  Happened happen(std::string_view ndjson);
  const Counters& counters() const { return counters_; }
  const Organization& organization() const { return organization_; }

 private:
  struct Token {
    std::string client_id;
    base::Time ends;
  };
  net::HttpResponse issue_token(const net::HttpRequest& request);
  net::HttpResponse serve(const net::HttpRequest& request, const OAuthClient& client);
  net::HttpResponse serve_queues(const net::HttpRequest& request);
  net::HttpResponse serve_queue(const std::string& id);
  net::HttpResponse serve_search(const net::HttpRequest& request);
  net::HttpResponse serve_event_type(const net::HttpRequest& request, const std::string& type);
  const OAuthClient* find_client(const std::string& id) const;
  // The client whose token the request bears; nullptr with `error` set to the answer.
  const OAuthClient* authenticate(const net::HttpRequest& request, net::HttpResponse& error) const;
  bool is_subscribed(const std::string& source, const std::string& type) const;

  const base::Clock& clock_;
  store::Store& store_;
  const Organization organization_;
  const Send send_;
  std::map<std::string, Token> tokens_;
  std::map<std::string, bool> enabled_;  // event types that were ever put
  Counters counters_;
};

}  // namespace sb::cloud::genesys
