// SPDX-License-Identifier: Apache-2.0
#include "awsclient/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace sb::awsclient {
namespace {

// A service's names: in addresses, in the config file and in variables.
struct ServiceNames {
  const char* address;
  const char* config;
  const char* variable;
  bool signs_in = false;
};
constexpr ServiceNames kServices[] = {{"events", "eventbridge", "AWS_ENDPOINT_URL_EVENTBRIDGE"},
                                      {"sns", "sns", "AWS_ENDPOINT_URL_SNS"},
                                      {"sqs", "sqs", "AWS_ENDPOINT_URL_SQS"},
                                      {"sts", "sts", "AWS_ENDPOINT_URL_STS"},
                                      {"lambda", "lambda", "AWS_ENDPOINT_URL_LAMBDA"},
                                      {"portal.sso", "sso", "AWS_ENDPOINT_URL_SSO", true},
                                      {"oidc", "sso_oidc", "AWS_ENDPOINT_URL_SSO_OIDC", true}};

constexpr size_t kRegionMax = 63;

struct Setting {
  std::string name;  // of the flag, variable or key that has it
  std::string value;
};

base::Error bad(const Setting& setting, const std::string& wanted) {
  return {"BadSetting", fmt::format("{} is '{}' and must be {}", setting.name, setting.value, wanted), ""};
}

// What the environment and the profile say.
class Settings {
 public:
  Settings(const Given& given, const Environment& environment, const SharedFiles& files)
      : environment_(environment), files_(files), profile_(profile_name(given.profile, environment)) {
    section_ = files.profile(profile_);
    named_ = !given.profile.empty() || !variable("AWS_PROFILE").empty() ||
             !variable("AWS_DEFAULT_PROFILE").empty();
  }

  base::Status check_profile() const {
    if (section_ == nullptr && named_) return files_.no_such_profile(profile_);
    return {};
  }
  std::string variable(const char* name) const { return environment_(name).value_or(""); }
  Setting in_environment(const char* name) const { return {name, variable(name)}; }
  Setting in_profile(const std::string& key) const {
    return {fmt::format("{} of the AWS profile '{}'", key, profile_),
            section_ == nullptr ? "" : section_->value(key)};
  }
  Setting in_services(const std::string& service) const {
    const std::string name = in_profile("services").value;
    const Section* services = name.empty() ? nullptr : files_.services(name);
    return {fmt::format("{} endpoint_url in [services {}]", service, name),
            services == nullptr ? "" : services->nested_value(service, "endpoint_url")};
  }
  base::Status check_services() const {
    const Setting name = in_profile("services");
    if (name.value.empty() || files_.services(name.value) != nullptr) return {};
    return bad(name, "the name of a [services] section in the config file");
  }

 private:
  const Environment& environment_;
  const SharedFiles& files_;
  const std::string profile_;
  const Section* section_ = nullptr;
  bool named_ = false;
};

Setting first_set(std::initializer_list<Setting> settings) {
  const auto at =
      std::find_if(settings.begin(), settings.end(), [](const Setting& s) { return !s.value.empty(); });
  return at == settings.end() ? Setting{} : *at;
}

bool is_region(const std::string& text) {
  return text.size() <= kRegionMax && !text.starts_with('-') && !text.ends_with('-') &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Setting endpoint_of(const ServiceNames& service, const Given& given, const Settings& settings, bool ignore) {
  if (!given.endpoint_url.empty() && !service.signs_in) return {"--endpoint-url", given.endpoint_url};
  if (ignore) return {};
  return first_set({settings.in_environment(service.variable), settings.in_environment("AWS_ENDPOINT_URL"),
                    settings.in_services(service.config), settings.in_profile("endpoint_url")});
}

base::Status find_overrides(const Given& given, const Settings& settings, Endpoints& out) {
  const Setting ignore = first_set({settings.in_environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
                                    settings.in_profile("ignore_configured_endpoint_urls")});
  const bool ignores = base::equals_ignore_case(ignore.value, "true");
  if (auto status = settings.check_services(); !ignores && !status) return status;
  for (const ServiceNames& service : kServices) {
    const Setting url = endpoint_of(service, given, settings, ignores);
    if (url.value.empty()) continue;
    if (!net::parse_origin(url.value)) return bad(url, "an http or https address");
    out.overrides[service.address] = url.value;
  }
  return {};
}

}  // namespace

base::Result<std::string> find_region(const Given& given, const Environment& environment,
                                      const SharedFiles& files) {
  const Settings settings(given, environment, files);
  const Setting region = first_set({{"--region", given.region},
                                    {"aws.region of the spec", given.spec_region},
                                    settings.in_environment("AWS_REGION"),
                                    settings.in_environment("AWS_DEFAULT_REGION"),
                                    settings.in_profile("region")});
  if (region.value.empty()) {
    return base::Error{
        "NoRegion", "no AWS region",
        "give --region, aws.region in the spec, export AWS_REGION, or set region in the profile"};
  }
  if (!is_region(region.value)) return bad(region, "a region, as eu-west-1 is");
  return region.value;
}

base::Result<Endpoints> find_endpoints(const Given& given, const Environment& environment,
                                       const SharedFiles& files) {
  const Settings settings(given, environment, files);
  if (auto status = settings.check_profile(); !status) return status.error();
  auto region = find_region(given, environment, files);
  if (!region) return region.error();
  Endpoints out{std::move(*region)};
  if (auto status = find_overrides(given, settings, out); !status) return status.error();
  const Setting sts = first_set(
      {settings.in_environment("AWS_STS_REGIONAL_ENDPOINTS"), settings.in_profile("sts_regional_endpoints")});
  if (!sts.value.empty() && sts.value != "regional" && sts.value != "legacy")
    return bad(sts, "regional or legacy");
  out.sts_legacy = sts.value == "legacy";
  return out;
}

base::Result<std::string> find_ca_bundle(const Given& given, const Environment& environment,
                                         const SharedFiles& files) {
  const Settings settings(given, environment, files);
  const Setting bundle =
      first_set({settings.in_environment("AWS_CA_BUNDLE"), settings.in_profile("ca_bundle")});
  if (bundle.value.empty()) return std::string();
  const std::string path = expand_home(bundle.value, environment);
  const auto text = base::read_file_if_any(path);
  if (!text) return base::Error{"BadSetting", fmt::format("{}: {}", bundle.name, text.error().message), ""};
  if (!*text) return bad(bundle, "a file of certificates; it is not there");
  return path;
}

}  // namespace sb::awsclient
