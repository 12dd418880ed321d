// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/instance.h"

#include <fmt/format.h>

#include <algorithm>

#include "awsclient/credentials/instance_settings.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr char kTokenPath[] = "/latest/api/token";
constexpr char kRolePath[] = "/latest/meta-data/iam/security-credentials/";

// One going through the service: token, name of the role, its credentials.
class MetadataVisit {
 public:
  MetadataVisit(const Surroundings& surroundings, const InstanceSettings& settings)
      : surroundings_(surroundings), settings_(settings) {}

  base::Result<Found> run() {
    if (auto status = fetch_token(); !status) return status.error();
    if (token_.empty() && settings_.v1_disabled)
      return Found(Nothing{no_token_ + ", and version 1 of the metadata service is disabled"});
    const auto role = get(kRolePath);
    if (!role.ok()) return Found(Nothing{no_answer()});
    const std::string_view name = base::trim(std::string_view(role->body).substr(0, role->body.find('\n')));
    if (role->status == 404 || (role->status == 200 && name.empty()))
      return Found(Nothing{"the instance has no role"});
    if (role->status == 401 || role->status == 403)
      return Found(Nothing{fmt::format(
          "{} {}: it is switched off for this instance, or closed to this program", who(), describe(*role))});
    if (role->status != 200) return refused(*role);
    return credentials_of(std::string(name));
  }

 private:
  std::string who() const { return fmt::format("the EC2 metadata service at {}", settings_.endpoint); }
  std::string no_answer() const {
    return fmt::format("no answer from {} within {} s", settings_.endpoint, settings_.timeout.count() / 1000);
  }
  base::Error refused(const net::HttpResponse& response) const {
    return {"MetadataRefused", fmt::format("{} {}", who(), describe(response)), ""};
  }

  base::Result<net::HttpResponse> send(const char* method, const std::string& path, net::Headers headers) {
    return fetch(
        surroundings_,
        {method, settings_.endpoint + path, std::move(headers), "", std::nullopt, settings_.timeout, true},
        settings_.patience);
  }
  base::Result<net::HttpResponse> get(const std::string& path) {
    net::Headers headers;
    if (!token_.empty()) headers.emplace_back("X-aws-ec2-metadata-token", token_.reveal());
    return send("GET", path, std::move(headers));
  }

  base::Status fetch_token() {
    const auto response = send("PUT", kTokenPath, {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}});
    if (!response.ok()) {
      no_token_ = no_answer();
      return {};
    }
    if (response->status == 200) {
      token_ = base::Secret(std::string(base::trim(response->body)));
      return {};
    }
    no_token_ = fmt::format("{} gave no token ({})", settings_.endpoint, response->status);
    static constexpr int kHasNone[] = {401, 403, 404, 405};
    const bool has_none =
        std::find(std::begin(kHasNone), std::end(kHasNone), response->status) != std::end(kHasNone);
    return has_none ? base::Status{} : base::Status{refused(*response)};
  }

  base::Result<Found> credentials_of(const std::string& role) {
    const auto response = get(kRolePath + base::percent_encode(role));
    if (!response) return response.error();
    if (response->status != 200) return refused(*response);
    const auto object = read_object(response->body, who());
    if (!object) return object.error();
    if (json::string_or_empty(*object, "Code") != "Success") return refused(*response);
    auto credentials = read_credentials(*object, "Token", Temporary::kYes, who());
    if (!credentials) return credentials.error();
    return Found(std::move(*credentials));
  }

  const Surroundings& surroundings_;
  const InstanceSettings& settings_;
  base::Secret token_;
  std::string no_token_;
};

class InstanceProvider final : public CredentialProvider {
 public:
  InstanceProvider(const Surroundings& surroundings, std::string profile)
      : surroundings_(surroundings), profile_(std::move(profile)) {}
  std::string name() const override { return "the EC2 instance's role"; }

  base::Result<Found> find() override {
    const auto settings = read_instance_settings(surroundings_, profile_);
    if (!settings) return settings.error();
    if (settings->disabled) return Found(Nothing{"AWS_EC2_METADATA_DISABLED is true"});
    return MetadataVisit(surroundings_, *settings).run();
  }

 private:
  const Surroundings& surroundings_;
  const std::string profile_;
};

}  // namespace

ProviderPtr make_instance_provider(const Surroundings& surroundings, std::string profile) {
  return std::make_unique<InstanceProvider>(surroundings, std::move(profile));
}

}  // namespace sb::awsclient::credentials
