// SPDX-License-Identifier: Apache-2.0
#include "cloud/cloud.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "aws/limits.h"
#include "base/digest.h"
#include "cloud/world.h"
#include "net/retry.h"

namespace sb::cloud {
namespace {

std::optional<edge::KnownKey> find_key(const std::string& id) {
  if (id == kLocalKeyId) return edge::KnownKey{base::Secret(kLocalSecret), kLocalAccount};
  if (aws::is_account_id(id)) return edge::KnownKey{base::Secret(kLocalSecret), id};
  return std::nullopt;
}

// More connections to one host than one HTTP endpoint may have under way, so that one that hangs leaves room.
net::Outbound::Options outbound_options() {
  net::Outbound::Options out;
  out.per_origin_max = 64;
  return out;
}

// A Host header that a page of another site could not make a browser send to us.
bool has_loopback_host(const net::HttpRequest& request) {
  const auto origin =
      net::parse_origin(fmt::format("http://{}", net::find_header(request.headers, "Host").value_or("")));
  return origin && net::is_loopback_host(origin->host);
}

}  // namespace

Cloud::World::World(CloudOptions given, const base::Clock& given_clock)
    : options(std::move(given)),
      real_clock(given_clock),
      clock(given_clock),
      timeline(loop, clock),
      outbound(loop, outbound_options()) {
  for (const service::Role& role : options.seed.roles) roles.add(role);
  if (!options.log) options.log = [](const std::string&) {};
}

base::Status Cloud::World::open_store() {
  std::string path;
  if (!options.data_directory.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.data_directory, error);
    if (error)
      return base::Error{
          "store", fmt::format("cannot make the folder {}: {}", options.data_directory, error.message()), ""};
    path = options.data_directory + "/cloud.db";
    // The file holds a private key and customers' events.
    ::umask(0077);
  }
  auto opened = store::Store::open(path, options.fsync,
                                   [this](std::function<void()> work) { loop.post(std::move(work)); });
  if (!opened) return opened.error();
  store = std::move(*opened);
  return {};
}

base::Status Cloud::World::load() {
  for (auto status : {sqs->load(), sns->load(), eventbridge->load(), lambda->load(), genesys->load()}) {
    if (!status) return status;
  }
  for (const Seed::Function& function : options.seed.functions)
    lambda->add_function({function.account, function.region}, function.name);
  return dispatcher->resume();
}

base::Status Cloud::World::open() {
  if (!net::is_loopback_host(options.address)) {
    return base::Error{"address",
                       fmt::format("{} is not a loopback address: the local cloud's keys are well known, so "
                                   "it serves this machine only",
                                   options.address),
                       "listen on 127.0.0.1"};
  }
  const auto allowed_hosts = sns::AllowedHosts::parse(options.allow_http);
  if (!allowed_hosts) return allowed_hosts.error();
  if (auto status = open_store(); !status) return status;
  dispatcher = std::make_unique<delivery::Dispatcher>(timeline, *store, net::random_unit, options.log);
  sqs = std::make_unique<sqs::Sqs>(timeline, *store);
  sns = std::make_unique<sns::Sns>(timeline, *store, *dispatcher, *allowed_hosts);
  http_endpoints = std::make_unique<sns::HttpEndpoints>(timeline, outbound, *allowed_hosts);
  eventbridge = std::make_unique<eventbridge::EventBridge>(timeline, *store, *dispatcher);
  lambda = std::make_unique<lambda::Lambda>(*store);
  genesys = std::make_unique<genesys::Genesys>(
      clock, *store, options.seed.organization,
      [this](const genesys::OutgoingEvent& event) { send_to_eventbridge(event); });
  dispatcher->add_sink("sqs", *sqs);
  dispatcher->add_sink("sns", *sns);
  dispatcher->add_sink("http", *http_endpoints);
  dispatcher->add_sink("https", *http_endpoints);
  dispatcher->add_sink("events", *eventbridge);
  edge = std::make_unique<edge::Edge>(
      edge::Authenticator(real_clock, find_key),
      edge::Edge::Durability{[this] { return store->writes(); },
                             [this](auto done) { store->on_durable(std::move(done)); }});
  edge->add_service("events", *eventbridge);
  edge->add_service("sns", *sns);
  edge->add_service("sqs", *sqs);
  edge->add_service("sts", sts);
  edge->add_service("lambda", *lambda);
  if (auto status = load(); !status) return status;
  server = std::make_unique<net::HttpServer>(
      loop, net::HttpServerLimits{}, [this](net::HttpRequest request, net::HttpServer::Respond respond) {
        handle(std::move(request), std::move(respond));
      });
  const auto bound = server->listen(options.address, options.port);
  if (!bound) return bound.error();
  port = *bound;
  sns->set_origin(fmt::format("http://{}:{}", options.address, port));
  return {};
}

void Cloud::World::send_to_eventbridge(const genesys::OutgoingEvent& event) {
  const genesys::Organization& organization = genesys->organization();
  eventbridge::EventEntry entry{event.source, event.detail_type, event.detail, {}, std::nullopt};
  if (const auto time = base::parse_iso(event.time); time.ok()) entry.time = *time;
  std::vector<std::string> regions{organization.aws_region};
  if (organization.aws_region.empty()) regions = eventbridge->regions_with_rules(organization.aws_account);
  for (const std::string& region : regions) eventbridge->accept({organization.aws_account, region}, entry);
}

void Cloud::World::respond_durably(uint64_t before, net::HttpResponse response,
                                   const net::HttpServer::Respond& respond) {
  if (store->writes() == before) return respond(std::move(response));
  store->on_durable([response = std::move(response), respond](const base::Status& status) {
    respond(status.ok()
                ? response
                : net::HttpResponse{500, {{"Content-Type", "text/plain"}}, status.error().message + "\n"});
  });
}

void Cloud::World::handle(net::HttpRequest request, net::HttpServer::Respond respond) {
  const auto with_date = [respond = std::move(respond), this](net::HttpResponse response) {
    const std::time_t now = std::chrono::system_clock::to_time_t(real_clock.now());
    std::tm parts{};
    char date[40];
    std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&now, &parts));
    response.headers.emplace_back("Date", date);
    respond(std::move(response));
  };
  const uint64_t before = store->writes();
  const std::string_view path = request.path();
  if (path.starts_with("/_switchboard/")) {
    if (!has_loopback_host(request) || net::find_header(request.headers, "Origin")) {
      return with_date(
          {403, {{"Content-Type", "text/plain"}}, "For loopback callers that are no web page.\n"});
    }
    return respond_durably(before, administer(request), with_date);
  }
  if (genesys::Genesys::owns(path)) return respond_durably(before, genesys->handle(request), with_date);
  if (request.method == "GET") {
    if (const auto certificate = sns->certificate_at(path)) {
      return with_date({200, {{"Content-Type", "application/x-pem-file"}}, *certificate});
    }
  }
  edge->handle(request, with_date);
}

Cloud::Cloud(std::unique_ptr<World> world) : world_(std::move(world)) {}
Cloud::~Cloud() = default;

base::Result<std::unique_ptr<Cloud>> Cloud::start(CloudOptions options, const base::Clock& clock) {
  auto world = std::make_unique<World>(std::move(options), clock);
  if (auto status = world->open(); !status) return status.error();
  return std::unique_ptr<Cloud>(new Cloud(std::move(world)));
}

int Cloud::port() const { return world_->port; }

std::string Cloud::url() const { return fmt::format("http://{}:{}", world_->options.address, world_->port); }

void Cloud::run() {
  world_->loop.run();
  world_->server->close();
  world_->store->drain();
}

void Cloud::stop() { world_->loop.stop(); }

}  // namespace sb::cloud
