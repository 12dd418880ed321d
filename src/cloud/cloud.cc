// SPDX-License-Identifier: Apache-2.0
#include "cloud/cloud.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "aws/limits.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "cloud/world.h"
#include "net/retry.h"

namespace sb::cloud {
namespace {

std::optional<edge::KnownKey> find_well_known_key(const std::string& id) {
  if (id == kLocalKeyId) return edge::KnownKey{base::Secret(kLocalSecret), kLocalAccount, ""};
  if (aws::is_account_id(id)) return edge::KnownKey{base::Secret(kLocalSecret), id, ""};
  return std::nullopt;
}

net::HttpResponse admin_failure(const base::Error& error) {
  return {500, {{"Content-Type", "text/plain"}}, error.message + "\n"};
}

// More connections to one host than one HTTP endpoint may have under way, so that one that hangs leaves room.
net::Outbound::Options outbound_options() {
  net::Outbound::Options out;
  out.per_origin_max = 64;
  out.response_bytes_max = size_t{6} * 1024 * 1024;  // what a function may return (AWS Lambda quotas)
  return out;
}

bool is_loopback_address(std::string_view url) {
  const auto origin = net::parse_origin(url);
  return origin && net::is_loopback_host(origin->host);
}

// A Host header that a page of another site could not make a browser send to us.
bool has_loopback_host(const net::HttpRequest& request) {
  return is_loopback_address(
      fmt::format("http://{}", net::find_header(request.headers, "Host").value_or("")));
}

// What a browser may have sent for a page of another site: its Host, its Origin, or what the browser says of
// itself (Fetch Metadata, W3C) shows it. A link that somebody opens by hand shows nothing of the kind.
bool may_be_of_a_page(const net::HttpRequest& request) {
  const auto origin = net::find_header(request.headers, "Origin");
  const auto site = net::find_header(request.headers, "Sec-Fetch-Site").value_or("none");
  return !has_loopback_host(request) || (origin && !is_loopback_address(*origin)) ||
         (site != "none" && site != "same-origin");
}

std::string in_url(const std::string& address) {
  return address.find(':') == std::string::npos ? address : fmt::format("[{}]", address);
}

// "0.0.0.0", "::" and other ways to write them.
bool is_every_address(const std::string& address) {
  return address.find_first_not_of("0:.") == std::string::npos;
}

// The scheme and the host, maybe with a port, and nothing else.
bool is_bare_url(const std::string& url) {
  const size_t authority = url.find("://") + 3;
  return net::parse_origin(url) && url.find_first_of("/?#@ ", authority) == std::string::npos;
}

constexpr char kSessionKey[] = "session-key";
// One client's share, where clients are strangers to each other.
constexpr size_t kConnectionsPerStranger = 256;

}  // namespace

Cloud::World::World(CloudOptions given, const base::Clock& given_clock)
    : options(std::move(given)),
      real_clock(given_clock),
      clock(given_clock),
      timeline(loop, clock),
      outbound(loop, outbound_options()) {
  for (const service::Role& role : options.seed.roles) roles.add(role);
  for (const Seed::ManagedPolicy& policy : options.seed.policies) roles.add_policy(policy.arn, policy.allows);
  if (options.credentials) options.seed.organization.clients = options.credentials->oauth_clients;
  if (!options.log) options.log = [](const std::string&) {};
}

base::Status Cloud::World::open_store() {
  std::string path;
  if (!options.data_directory.empty()) {
    if (const auto made = base::make_folder(options.data_directory); !made)
      return base::Error{"store", made.error().message,
                         "check the disk's free space and the folder's rights"};
    path = options.data_directory + "/cloud.db";
    // The file holds a private key and customers' events.
    ::umask(0077);
  }
  auto opened = store::Store::open(
      path, options.fsync, [this](std::function<void()> work) { loop.post(std::move(work)); },
      [this](const base::Error& error) {
        options.log(fmt::format("store: {}; {}", error.message, error.hint));
      });
  if (!opened) return opened.error();
  store = std::move(*opened);
  return {};
}

base::Status Cloud::World::load() {
  for (auto status : {sqs->load(), sns->load(), eventbridge->load(), lambda->load(), genesys->load()}) {
    if (!status) return status;
  }
  seed_functions();
  if (auto status = seed_rules(); !status) return status;
  return dispatcher->resume();
}

void Cloud::World::seed_functions() {
  for (const Seed::Function& function : options.seed.functions)
    lambda->add_function({function.account, function.region}, function.name, function.url);
}

base::Status Cloud::World::seed_rules() {
  for (const eventbridge::ManagedRule& rule : options.seed.managed_rules) {
    if (auto status = eventbridge->add_managed_rule(rule); !status) return status;
  }
  return {};
}

std::optional<edge::KnownKey> Cloud::World::find_key(const std::string& id) const {
  if (!options.credentials) return find_well_known_key(id);
  for (const Credentials::KeyPair& pair : options.credentials->keys) {
    if (pair.id == id) return edge::KnownKey{pair.secret, pair.account, pair.user_arn};
  }
  return std::nullopt;
}

base::Status Cloud::World::check_address() const {
  if (!options.public_url.empty() && !is_bare_url(options.public_url)) {
    return base::Error{"address", fmt::format("the public URL '{}' is none", options.public_url),
                       "give scheme and host, as --public-url https://cloud.example:4443"};
  }
  if (net::is_loopback_host(options.address)) return {};
  if (options.credentials && options.tls) {
    if (!is_every_address(options.address) || !options.public_url.empty()) return {};
    return base::Error{
        "address",
        fmt::format("messages of SNS have links that lead here, and nobody can visit {}", options.address),
        "say how others reach it, as --public-url https://cloud.example:4443"};
  }
  return base::Error{
      "address",
      fmt::format("{} is not a loopback address: to serve strangers takes keys that are not well "
                  "known, and TLS",
                  options.address),
      "listen on 127.0.0.1, or give --credentials, --tls-cert and --tls-key"};
}

base::Status Cloud::World::open_clock() {
  return store->for_each(store::Table::kMeta, [&](std::string_view name, std::string_view value) {
    if (name == kClockOffset) timeline.move_clock(base::Milliseconds(base::parse_int(value).value_or(0)));
  });
}

base::Status Cloud::World::open_sessions() {
  std::string key;
  auto status = store->for_each(store::Table::kMeta, [&](std::string_view name, std::string_view value) {
    if (name == kSessionKey) key = value;
  });
  if (!status) return status;
  sessions = std::make_unique<service::Sessions>(
      std::move(key), [this](const std::string& made, std::function<void()> kept) {
        store->put(store::Table::kMeta, kSessionKey, made);
        store->on_durable([kept = std::move(kept)](const base::Status& durable) {
          if (durable.ok()) kept();
        });
      });
  return {};
}

void Cloud::World::open_edge() {
  edge = std::make_unique<edge::Edge>(
      edge::Authenticator(
          real_clock, clock, [this](const std::string& id) { return find_key(id); }, roles, *sessions),
      clock, roles,
      edge::Edge::Durability{[this] { return store->writes(); }, [this] { return store->is_behind(); },
                             [this](auto done) { store->on_durable(std::move(done)); }},
      [this] { return is_full(); }, scheme(),
      [this](std::function<void()> work) { loop.post(std::move(work)); });
  edge->add_service("events", *eventbridge);
  edge->add_service("sns", *sns);
  edge->add_service("sqs", *sqs);
  edge->add_service("sts", *sts);
  edge->add_service("lambda", *lambda);
  if (options.quotas == service::Quotas::kAws) edge->hold_rates();
}

base::Status Cloud::World::open_server() {
  net::HttpServerLimits limits;
  if (!net::is_loopback_host(options.address)) limits.connections_per_address_max = kConnectionsPerStranger;
  server = std::make_unique<net::HttpServer>(
      loop, limits, [this](net::HttpRequest request, net::HttpServer::Respond respond) {
        handle(std::move(request), std::move(respond));
      });
  server->send_date(real_clock);
  if (options.tls) {
    if (auto status = server->use_tls(options.tls->certificate, options.tls->key); !status) return status;
  }
  const auto bound = server->listen(options.address, options.port);
  if (!bound) return bound.error();
  port = *bound;
  sns->set_origin(options.public_url.empty() ? url() : options.public_url);
  return {};
}

base::Status Cloud::World::open() {
  if (auto status = check_address(); !status) return status;
  const auto allowed_hosts = sns::AllowedHosts::parse(options.allow_http);
  if (!allowed_hosts) return allowed_hosts.error();
  if (auto status = open_store(); !status) return status;
  if (auto status = open_clock(); !status) return status;
  if (auto status = open_sessions(); !status) return status;
  if (options.chaos) chaos.emplace(*options.chaos);
  open_services(*allowed_hosts);
  add_sinks();
  open_edge();
  if (auto status = load(); !status) return status;
  return open_server();
}

void Cloud::World::open_services(const sns::AllowedHosts& allowed_hosts) {
  dispatcher = std::make_unique<delivery::Dispatcher>(timeline, *store, net::random_unit, options.log);
  sqs = std::make_unique<sqs::Sqs>(timeline, *store, options.quotas);
  sns = std::make_unique<sns::Sns>(timeline, *store, *dispatcher, allowed_hosts);
  http_endpoints = std::make_unique<sns::HttpEndpoints>(timeline, outbound, allowed_hosts);
  eventbridge = std::make_unique<eventbridge::EventBridge>(timeline, *store, *dispatcher, roles);
  lambda = std::make_unique<lambda::Lambda>(*store, outbound, *dispatcher);
  sts = std::make_unique<sts::Sts>(roles, *sessions, clock, options.seed.identity_providers);
  genesys = std::make_unique<genesys::Genesys>(
      timeline, *store, *eventbridge, options.seed.organization, options.quotas,
      [this](const genesys::OutgoingEvent& event) { send_to_eventbridge(event); });
}

void Cloud::World::add_sinks() {
  add_sink("sqs", *sqs);
  add_sink("sns", *sns);
  add_sink("http", *http_endpoints);
  add_sink("https", *http_endpoints);
  add_sink("events", *eventbridge);
  add_sink("lambda", *lambda);
}

void Cloud::World::add_sink(const std::string& service, delivery::Sink& sink) {
  if (!chaos) return dispatcher->add_sink(service, sink);
  detours_.push_back(std::make_unique<chaos::DetourSink>(*chaos, timeline, sink));
  dispatcher->add_sink(service, *detours_.back());
}

void Cloud::World::send_to_eventbridge(const genesys::OutgoingEvent& event) {
  const genesys::Organization& organization = genesys->organization();
  eventbridge::EventEntry entry{event.source, event.detail_type, event.detail, {}, std::nullopt};
  if (const auto time = base::parse_iso(event.time); time.ok()) entry.time = *time;
  std::vector<std::string> regions{organization.aws_region};
  if (organization.aws_region.empty()) regions = eventbridge->regions_with_rules(organization.aws_account);
  for (const std::string& region : regions) eventbridge->accept({organization.aws_account, region}, entry);
}

void Cloud::World::respond_durably(uint64_t before, bool is_read, net::HttpResponse response,
                                   const net::HttpServer::Respond& respond,
                                   net::HttpResponse (*failure)(const base::Error& error)) {
  if (store->writes() == before && (is_read || !store->is_behind())) return respond(std::move(response));
  store->on_durable([response = std::move(response), respond, failure](const base::Status& status) {
    respond(status.ok() ? response : failure(status.error()));
  });
}

bool Cloud::World::may_administer(const net::HttpRequest& request) const {
  // Whoever can connect to a loopback address is on this machine; elsewhere a Host header proves nothing.
  if (net::is_loopback_host(options.address) && has_loopback_host(request) &&
      !net::find_header(request.headers, "Origin"))
    return true;
  if (!options.credentials || options.credentials->admin_bearer.empty()) return false;
  static constexpr std::string_view kBearer = "Bearer ";
  const std::string_view given = net::find_header(request.headers, "Authorization").value_or("");
  return given.starts_with(kBearer) &&
         base::equals_constant_time(given.substr(kBearer.size()), options.credentials->admin_bearer.reveal());
}

void Cloud::World::handle(net::HttpRequest request, net::HttpServer::Respond respond) {
  if (chaos && !request.path().starts_with("/_switchboard/"))
    return handle_in_trouble(std::move(request), std::move(respond));
  serve(std::move(request), std::move(respond));
}

void Cloud::World::serve(net::HttpRequest request, net::HttpServer::Respond respond) {
  const uint64_t before = store->writes();
  const bool is_read = request.method == "GET";
  const std::string_view path = request.path();
  if (path.starts_with("/_switchboard/")) {
    if (!may_administer(request)) {
      return respond({403,
                      {{"Content-Type", "text/plain"}, {"WWW-Authenticate", "Bearer"}},
                      "For loopback callers that are no web page, or the bearer of the credentials file.\n"});
    }
    return respond_durably(before, is_read, administer(request), respond, admin_failure);
  }
  // Keys that everybody knows keep no page out.
  if (!options.credentials && may_be_of_a_page(request)) {
    return respond({403,
                    {{"Content-Type", "text/plain"}},
                    "Not for pages of other sites: call it localhost or 127.0.0.1, or give the local cloud "
                    "keys of its own (--credentials).\n"});
  }
  if (genesys::Genesys::owns(path))
    return respond_durably(before, is_read, genesys->handle(request), respond, genesys::Genesys::failure);
  if (request.method == "GET") {
    if (const auto certificate = sns->certificate_at(path)) {
      return respond({200, {{"Content-Type", "application/x-pem-file"}}, *certificate});
    }
  }
  edge->handle(std::move(request), std::move(respond));
}

std::string Cloud::World::scheme() const { return options.tls ? "https" : "http"; }

std::string Cloud::World::url() const {
  return fmt::format("{}://{}:{}", scheme(), in_url(options.address), port);
}

Cloud::Cloud(std::unique_ptr<World> world) : world_(std::move(world)) {}
Cloud::~Cloud() = default;

base::Result<std::unique_ptr<Cloud>> Cloud::start(CloudOptions options, const base::Clock& clock) {
  auto world = std::make_unique<World>(std::move(options), clock);
  if (auto status = world->open(); !status) return status.error();
  return std::unique_ptr<Cloud>(new Cloud(std::move(world)));
}

int Cloud::port() const { return world_->port; }

std::string Cloud::url() const { return world_->url(); }

void Cloud::handle(net::HttpRequest request, net::HttpServer::Respond respond) {
  world_->handle(std::move(request), std::move(respond));
}

void Cloud::run() {
  world_->loop.run();
  world_->server->close();
  world_->store->drain();
}

void Cloud::stop() { world_->loop.stop(); }

}  // namespace sb::cloud
