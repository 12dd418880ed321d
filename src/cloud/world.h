// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cloud/chaos/chaos.h"
#include "cloud/chaos/detour_sink.h"
#include "cloud/cloud.h"
#include "cloud/delivery/dispatcher.h"
#include "cloud/edge/edge.h"
#include "cloud/edge/refusals.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/genesys/genesys.h"
#include "cloud/lambda/lambda.h"
#include "cloud/service/roles.h"
#include "cloud/service/sessions.h"
#include "cloud/service/timeline.h"
#include "cloud/sns/http_endpoints.h"
#include "cloud/sns/sns.h"
#include "cloud/sqs/sqs.h"
#include "cloud/stale_answers.h"
#include "cloud/sts/sts.h"
#include "net/http_server.h"
#include "net/loop.h"
#include "net/outbound.h"

namespace sb::cloud {

// The row in which the store keeps how far the cloud's clock was moved, in milliseconds.
inline constexpr char kClockOffset[] = "clock-offset";

// Every part of one local cloud, in the order in which they stand on each other.
struct Cloud::World {
  World(CloudOptions given, const base::Clock& given_clock);

  base::Status open();
  // One request: through the troubles of --chaos, if there are any, to whom it is for.
  void handle(net::HttpRequest request, net::HttpServer::Respond respond);
  void serve(net::HttpRequest request, net::HttpServer::Respond respond);
  // /_switchboard/*, for those who may.
  bool may_administer(const net::HttpRequest& request) const;
  net::HttpResponse administer(const net::HttpRequest& request);
  // /_switchboard/genesys/*: events that happen in the organisation, and its queues.
  net::HttpResponse administer_organization(const net::HttpRequest& request);
  // /_switchboard/state and /_switchboard/reset (admin_state.cc).
  net::HttpResponse tell_state();
  net::HttpResponse reset(const net::HttpRequest& request);
  void send_to_eventbridge(const genesys::OutgoingEvent& event);
  // Answers once all that was changed so far is durable; at once to what only reads, if nothing was written
  // since `before`.
  void respond_durably(uint64_t before, bool is_read, net::HttpResponse response,
                       const net::HttpServer::Respond& respond,
                       net::HttpResponse (*failure)(const base::Error& error));

  std::string scheme() const;
  std::string url() const;

  CloudOptions options;
  const base::Clock& real_clock;
  net::Loop loop;
  service::MovableClock clock;
  service::Timeline timeline;
  service::Roles roles;
  net::Outbound outbound;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<delivery::Dispatcher> dispatcher;
  std::unique_ptr<sqs::Sqs> sqs;
  std::unique_ptr<sns::Sns> sns;
  std::unique_ptr<sns::HttpEndpoints> http_endpoints;
  std::unique_ptr<eventbridge::EventBridge> eventbridge;
  std::unique_ptr<lambda::Lambda> lambda;
  std::unique_ptr<service::Sessions> sessions;
  std::unique_ptr<sts::Sts> sts;
  std::optional<chaos::Chaos> chaos;
  StaleAnswers stale_answers;
  std::unique_ptr<genesys::Genesys> genesys;
  std::unique_ptr<edge::Edge> edge;
  std::unique_ptr<net::HttpServer> server;
  int port = 0;

 private:
  std::optional<edge::KnownKey> find_key(const std::string& id) const;
  base::Status check_address() const;
  base::Status open_store();
  base::Status open_sessions();
  base::Status open_clock();
  void open_services(const sns::AllowedHosts& allowed_hosts);
  void add_sinks();
  void add_sink(const std::string& service, delivery::Sink& sink);
  void open_edge();
  base::Status open_server();
  base::Status load();
  // What the seed says beside the organisation, where it is not there yet.
  void seed_functions();
  base::Status seed_rules();
  // Forgets every delivery, also those that wait inside a sink.
  void abandon_deliveries();
  // Messages, deliveries and changes on their way to disk take more memory than they may.
  bool is_full() const;
  void handle_in_trouble(net::HttpRequest request, net::HttpServer::Respond respond);
  // Answers some reads as they were answered before.
  void serve_perhaps_stale(net::HttpRequest request, const net::HttpServer::Respond& respond);
  // Answers later by the latency of --chaos.
  net::HttpServer::Respond delayed(net::HttpServer::Respond respond);
  static net::HttpResponse refuse(const net::HttpRequest& request, edge::Refusal refusal);

  std::vector<std::unique_ptr<chaos::DetourSink>> detours_;
};

}  // namespace sb::cloud
