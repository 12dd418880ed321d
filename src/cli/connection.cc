// SPDX-License-Identifier: Apache-2.0
#include "cli/connection.h"

#include <fmt/format.h>

#include "awsclient/shared_files.h"
#include "cli/environment.h"

namespace sb::cli {
namespace {

constexpr char kLocalRegion[] = "us-east-1";

bool is_switchboard(net::HttpTransport& http, const std::string& url) {
  const auto answer = http.send({"GET", url + "/_switchboard/health", {}, "", std::nullopt});
  return answer.ok() && answer->status == 200 &&
         answer->body.find("\"service\":\"switchboard\"") != std::string::npos;
}

struct CredentialNames {
  const char* id;
  const char* secret;
};
constexpr CredentialNames kGenesysFamilies[] = {
    {"GENESYS_CLOUD_CLIENT_ID", "GENESYS_CLOUD_CLIENT_SECRET"},
    {"GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET"},
    {"GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET"}};

// The first family of variables that is set, wholly.
base::Result<genesys::ClientCredentials> find_genesys_credentials(const spec::Environment& environment) {
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
    return genesys::ClientCredentials{*id, base::Secret(*secret)};
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
  auto cloud = cloud::Cloud::start(std::move(options), kClock);
  if (!cloud) return cloud.error();
  return std::unique_ptr<OwnCloud>(new OwnCloud(std::move(*cloud)));
}

base::Status Connection::open_local(const GlobalOptions& global) {
  local_ = true;
  if (!global.local_url.empty()) {
    local_url_ = global.local_url;
    if (!is_switchboard(*http_, local_url_)) {
      return base::Error{"Unreachable", fmt::format("no local cloud answers at {}", local_url_),
                         "start one: switchboard local"};
    }
    return {};
  }
  local_url_ = fmt::format("http://127.0.0.1:{}", cloud::kDefaultPort);
  if (is_switchboard(*http_, local_url_)) return {};
  cloud::CloudOptions options;
  options.data_directory = ".switchboard";
  options.log = [](const std::string& line) { std::fprintf(stderr, "local cloud: %s\n", line.c_str()); };
  auto started = OwnCloud::start(std::move(options));
  if (!started) return started.error();
  own_cloud_ = std::move(*started);
  local_url_ = own_cloud_->url();
  return {};
}

base::Status Connection::open_aws(const GlobalOptions& global, const std::string& spec_region,
                                  const spec::Environment& environment) {
  awsclient::Endpoints endpoints;
  endpoints.region = global.region.empty() ? spec_region : global.region;
  if (endpoints.region.empty())
    endpoints.region = first_of(environment, {"AWS_REGION", "AWS_DEFAULT_REGION"}).value_or("");
  std::vector<std::unique_ptr<awsclient::CredentialProvider>> providers;
  if (local_) {
    if (endpoints.region.empty()) endpoints.region = kLocalRegion;
    endpoints.overrides[""] = local_url_;
    providers.push_back(
        awsclient::make_static_provider({cloud::kLocalKeyId, base::Secret(cloud::kLocalSecret), {}}));
  } else {
    auto files = awsclient::SharedFiles::read(environment);
    if (!files) return files.error();
    const std::string profile = awsclient::profile_name(global.profile, environment);
    const auto* settings = files->find(profile);
    if (endpoints.region.empty() && settings != nullptr && settings->contains("region"))
      endpoints.region = settings->at("region");
    static constexpr std::pair<const char*, const char*> kServices[] = {
        {"", "AWS_ENDPOINT_URL"},        {"events", "AWS_ENDPOINT_URL_EVENTBRIDGE"},
        {"sns", "AWS_ENDPOINT_URL_SNS"}, {"sqs", "AWS_ENDPOINT_URL_SQS"},
        {"sts", "AWS_ENDPOINT_URL_STS"}, {"lambda", "AWS_ENDPOINT_URL_LAMBDA"}};
    for (const auto& [service, variable] : kServices) {
      if (const auto url = first_of(environment, {variable})) endpoints.overrides[service] = *url;
    }
    if (!global.endpoint_url.empty()) endpoints.overrides = {{"", global.endpoint_url}};
    if (global.profile.empty()) providers.push_back(awsclient::make_environment_provider(environment));
    const bool named =
        !global.profile.empty() || first_of(environment, {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}).has_value();
    providers.push_back(awsclient::make_profile_provider(std::move(*files), profile, named));
  }
  if (endpoints.region.empty()) {
    return base::Error{"NoRegion", "no AWS region",
                       "give --region, aws.region in the spec, or export AWS_REGION"};
  }
  auto credentials = awsclient::CredentialChain(std::move(providers)).find();
  if (!credentials) return credentials.error();
  aws_ =
      std::make_unique<awsclient::Transport>(*http_, sleeper_, std::move(endpoints), std::move(*credentials));
  eventbridge_ = std::make_unique<awsclient::EventBridge>(*aws_);
  sns_ = std::make_unique<awsclient::Sns>(*aws_);
  sqs_ = std::make_unique<awsclient::Sqs>(*aws_);
  lambda_ = std::make_unique<awsclient::Lambda>(*aws_);
  return {};
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
    auto found = find_genesys_credentials(environment);
    if (!found) return found.error();
    credentials = std::move(*found);
    if (!url.empty()) {
      endpoints = genesys::single_endpoint(url);
    } else {
      std::string region = settings.region;
      if (region.empty())
        region = first_of(environment, {"GENESYS_CLOUD_REGION", "GENESYSCLOUD_REGION"})
                     .value_or("mypurecloud.com");
      auto resolved = genesys::resolve_region(region);
      if (!resolved) return resolved.error();
      endpoints = std::move(*resolved);
    }
  }
  const auto request = settings.auth == "form" ? genesys::TokenRequest::kForm : genesys::TokenRequest::kBasic;
  genesys_ = std::make_unique<genesys::Client>(*http_, clock_, sleeper_, std::move(endpoints), request,
                                               std::move(credentials));
  return {};
}

base::Result<std::unique_ptr<Connection>> Connection::open(const GlobalOptions& global,
                                                           const GenesysSettings& genesys,
                                                           const std::string& spec_region,
                                                           const spec::Environment& environment,
                                                           Needs needs) {
  std::unique_ptr<Connection> out(new Connection());
  net::HttpClient::Options http;
  http.ca_file = first_of(environment, {"AWS_CA_BUNDLE"}).value_or("");
  out->http_ = std::make_unique<net::HttpClient>(http);
  if (global.local) {
    if (auto status = out->open_local(global); !status) return status.error();
  }
  if (needs.aws) {
    if (auto status = out->open_aws(global, spec_region, environment); !status) return status.error();
  }
  if (needs.genesys) {
    if (auto status = out->open_genesys(global, genesys, environment); !status) return status.error();
  }
  return out;
}

}  // namespace sb::cli
