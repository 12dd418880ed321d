// SPDX-License-Identifier: Apache-2.0
#include "cli/connection.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "aws/partition.h"
#include "awsclient/credentials/standard.h"
#include "awsclient/lanes.h"
#include "awsclient/settings.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/suggested_command.h"
#include "json/document.h"
#include "net/http_message.h"

namespace sb::cli {
namespace {

constexpr char kLocalRegion[] = "us-east-1";
constexpr char kLocalFolder[] = ".switchboard";

std::string data_words(const std::string& folder) {
  return folder.empty() ? "data in memory only" : "data in " + folder;
}

base::Error has_own_keys(const std::string& url) {
  return {"Unreachable",
          fmt::format("what runs at {} asks for keys of its own, and --local has the well-known ones", url),
          fmt::format("for a local cloud with --credentials leave --local away: --endpoint-url {} "
                      "--genesys-url {}, with its keys in the environment",
                      url, url)};
}

// What the local cloud at `url` says of where its data is. Error: none answers, or none that --local is for.
base::Result<std::string> ask_for_data(net::HttpTransport& http, const std::string& url) {
  const auto answer = http.send({"GET", url + "/_switchboard/health", {}, "", std::nullopt});
  if (!answer) {
    const std::string start = start_local_to_paste(url);
    return base::Error{"Unreachable",
                       fmt::format("no local cloud answers at {}: {}", url, answer.error().message),
                       start.empty() ? "check the address, and that it runs there" : "start one: " + start};
  }
  if (answer->status == 403) return has_own_keys(url);
  const auto body = json::parse_document(answer->status == 200 ? answer->body : "");
  if (!body.ok() || !body->is_object() ||
      json::string_or_empty(body->get_object(), "service") != "switchboard") {
    return base::Error{"Unreachable",
                       fmt::format("what answers at {} is no local cloud of Switchboard's", url),
                       "check the address"};
  }
  if (json::find_bool(body->get_object(), "own_keys").value_or(false)) return has_own_keys(url);
  return data_words(json::string_or_empty(body->get_object(), "data"));
}

struct CredentialNames {
  const char* id;
  const char* secret;
  const char* region;
};
constexpr CredentialNames kGenesysFamilies[] = {
    {"GENESYS_CLOUD_CLIENT_ID", "GENESYS_CLOUD_CLIENT_SECRET", "GENESYS_CLOUD_REGION"},
    {"GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET", "GENESYS_CLOUD_REGION"},
    {"GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET", "GENESYSCLOUD_REGION"}};

struct GenesysSignIn {
  genesys::ClientCredentials credentials;
  std::string region;  // the family's own, else another's; may be empty
};

// The first family of variables that is set, wholly.
base::Result<GenesysSignIn> find_genesys_sign_in(const spec::Environment& environment) {
  for (const CredentialNames& names : kGenesysFamilies) {
    const auto id = first_of(environment, {names.id});
    const auto secret = first_of(environment, {names.secret});
    if (!id && !secret) continue;
    if (!id || !secret) {
      return base::Error{
          "genesys.credentials",
          fmt::format("{} is set and {} is not", id ? names.id : names.secret, id ? names.secret : names.id),
          "set both"};
    }
    const auto region = first_of(environment, {names.region, "GENESYS_CLOUD_REGION", "GENESYSCLOUD_REGION"});
    return GenesysSignIn{{*id, base::Secret(*secret)}, region.value_or("")};
  }
  return base::Error{"genesys.credentials", "no Genesys Cloud credentials",
                     "export GENESYS_CLOUD_CLIENT_ID and GENESYS_CLOUD_CLIENT_SECRET (an OAuth client with "
                     "the grant type Client Credentials)"};
}

}  // namespace

OwnCloud::OwnCloud(std::unique_ptr<cloud::Cloud> cloud)
    : cloud_(std::move(cloud)), thread_([this] { cloud_->run(); }) {}

OwnCloud::~OwnCloud() {
  cloud_->stop();
  thread_.join();
}

base::Result<std::unique_ptr<OwnCloud>> OwnCloud::start(cloud::CloudOptions options) {
  static const base::SystemClock kClock;
  options.log = [](const std::string& line) {
    std::fprintf(stderr, "local cloud: %s\n", base::printable(line).c_str());
  };
  auto cloud = cloud::Cloud::start(std::move(options), kClock);
  if (!cloud) return cloud.error();
  return std::unique_ptr<OwnCloud>(new OwnCloud(std::move(*cloud)));
}

bool Connection::is_aws_itself() const {
  const auto origin = net::parse_origin(endpoints_.url("events"));
  return !local_ && origin && aws::is_aws_host(origin->host);
}

base::Status Connection::open_local(const GlobalOptions& global) {
  local_ = true;
  if (!global.local_url.empty()) {
    local_url_ = global.local_url.substr(0, global.local_url.find_last_not_of('/') + 1);
    auto data = ask_for_data(*http_, local_url_);
    if (!data) return data.error();
    local_data_ = *data;
    return {};
  }
  local_url_ = fmt::format("http://127.0.0.1:{}", cloud::kDefaultPort);
  if (const auto data = ask_for_data(*http_, local_url_)) {
    local_data_ = *data;
    return {};
  }
  cloud::CloudOptions options;
  options.data_directory = kLocalFolder;
  auto started = OwnCloud::start(std::move(options));
  if (!started) return started.error();
  own_cloud_ = std::move(*started);
  local_url_ = own_cloud_->url();
  std::error_code nowhere;  // the current folder may be gone
  const std::filesystem::path folder = std::filesystem::absolute(kLocalFolder, nowhere);
  local_data_ = data_words(nowhere ? kLocalFolder : folder.string());
  return {};
}

std::string Connection::whereabouts() const {
  if (!local_) return "";
  return fmt::format("the local cloud {} {}, {}", is_in_process() ? "in this process, at" : "at", local_url_,
                     local_data_);
}

base::Status Connection::open_local_aws(const awsclient::Given& given, const spec::Environment& environment) {
  const auto region = awsclient::find_region(given, environment, {});
  if (!region.ok() && region.error().code != "NoRegion") return region.error();
  endpoints_.region = region.ok() ? *region : kLocalRegion;
  endpoints_.overrides[""] = local_url_;
  credentials_ = std::make_unique<awsclient::FixedCredentials>(
      awsclient::Credentials{cloud::kLocalKeyId, base::Secret(cloud::kLocalSecret), {}});
  return {};
}

base::Status Connection::open_real_aws(const awsclient::Given& given, const spec::Environment& environment,
                                       awsclient::SharedFiles files) {
  auto endpoints = awsclient::find_endpoints(given, environment, files);
  if (!endpoints) return endpoints.error();
  endpoints_ = std::move(*endpoints);
  surroundings_.reset(new awsclient::credentials::Surroundings{environment, std::move(files), endpoints_,
                                                               *http_, sleeper_, clock_});
  credentials_ = awsclient::credentials::make_standard_chain(
      *surroundings_, awsclient::profile_name(given.profile, environment), !given.profile.empty());
  // Without any, no call needs to be tried.
  if (auto found = credentials_->get(); !found) return found.error();
  return {};
}

void Connection::set_pace(double events_per_second) {
  if (aws_ == nullptr) return;
  awsclient::set_lanes(limiter_, aws_->region(), events_per_second);
  aws_->limit_by(limiter_);
}

void Connection::make_aws_clients() {
  aws_ = std::make_unique<awsclient::Transport>(*http_, sleeper_, endpoints_, *credentials_);
  if (!local_) set_pace(awsclient::kEventsPerSecond);
  eventbridge_ = std::make_unique<awsclient::EventBridge>(*aws_);
  sns_ = std::make_unique<awsclient::Sns>(*aws_);
  sqs_ = std::make_unique<awsclient::Sqs>(*aws_);
  lambda_ = std::make_unique<awsclient::Lambda>(*aws_);
}

base::Status Connection::open_genesys(const GlobalOptions& global, const GenesysSettings& settings,
                                      const spec::Environment& environment) {
  genesys::Endpoints endpoints;
  genesys::ClientCredentials credentials{cloud::kLocalKeyId, base::Secret(cloud::kLocalSecret)};
  const std::string url = !global.genesys_url.empty()
                              ? global.genesys_url
                              : first_of(environment, {"GENESYS_CLOUD_URL"}).value_or("");
  if (local_) {
    endpoints = genesys::single_endpoint(local_url_);
  } else {
    auto found = find_genesys_sign_in(environment);
    if (!found) return found.error();
    credentials = std::move(found->credentials);
    if (!url.empty()) {
      endpoints = genesys::single_endpoint(url);
    } else {
      const std::string region = !settings.region.empty() ? settings.region : found->region;
      auto resolved = genesys::resolve_region(region.empty() ? "mypurecloud.com" : region);
      if (!resolved) return resolved.error();
      endpoints = std::move(*resolved);
    }
  }
  const auto request = settings.auth == "form" ? genesys::TokenRequest::kForm : genesys::TokenRequest::kBasic;
  genesys_ = std::make_unique<genesys::Client>(*http_, clock_, sleeper_, std::move(endpoints), request,
                                               std::move(credentials));
  genesys_->hold_to_limit(!local_);
  return {};
}

base::Result<std::unique_ptr<Connection>> Connection::open(const GlobalOptions& global,
                                                           const GenesysSettings& genesys,
                                                           const std::string& spec_region,
                                                           const spec::Environment& environment,
                                                           Needs needs) {
  std::unique_ptr<Connection> out(new Connection());
  const awsclient::Given given{global.profile, global.region, spec_region, global.endpoint_url};
  awsclient::SharedFiles files;
  net::HttpClient::Options http;
  if (!global.local) {
    auto read = awsclient::SharedFiles::read(environment);
    if (!read.ok() && needs.aws) return read.error();
    if (read.ok()) files = std::move(*read);
  }
  auto bundle = awsclient::find_ca_bundle(given, environment, files);
  if (!bundle) return bundle.error();
  http.ca_file = std::move(*bundle);
  out->http_ = std::make_unique<net::HttpClient>(http);
  if (global.local) {
    if (auto status = out->open_local(global); !status) return status.error();
  }
  if (needs.aws) {
    auto status = global.local ? out->open_local_aws(given, environment)
                               : out->open_real_aws(given, environment, std::move(files));
    if (!status) return status.error();
    out->make_aws_clients();
  }
  if (needs.genesys) {
    if (auto status = out->open_genesys(global, genesys, environment); !status) return status.error();
  }
  return out;
}

}  // namespace sb::cli
