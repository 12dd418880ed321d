// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/instance_settings.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr char kIpv4[] = "http://169.254.169.254";
constexpr char kIpv6[] = "http://[fd00:ec2::254]";
constexpr int64_t kTimeoutSecondsMax = 60;
constexpr int64_t kAttemptsMax = 20;

struct Setting {
  std::string name;  // of the variable or key that has it
  std::string value;
};

class Reader {
 public:
  Reader(const Surroundings& surroundings, const std::string& profile)
      : surroundings_(surroundings), section_(surroundings.files.profile(profile)) {}

  Setting find(const char* variable, const char* key) const {
    if (std::string value = surroundings_.variable(variable); !value.empty()) return {variable, value};
    return {key, section_ == nullptr ? "" : section_->value(key)};
  }
  bool is_true(const char* variable, const char* key) const {
    return base::equals_ignore_case(find(variable, key).value, "true");
  }
  base::Result<int64_t> number(const char* variable, const char* key, int64_t max) const {
    const Setting setting = find(variable, key);
    if (setting.value.empty()) return int64_t{1};
    const auto value = base::parse_int(setting.value);
    if (value && *value >= 1 && *value <= max) return *value;
    return bad(setting, fmt::format("a whole number from 1 to {}", max));
  }
  base::Result<std::string> endpoint() const {
    const Setting given = find("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
    if (!given.value.empty()) {
      if (!net::parse_origin(given.value)) return bad(given, "an http address");
      return given.value.substr(0, given.value.find_last_not_of('/') + 1);
    }
    const Setting mode = find("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
    if (mode.value.empty() || base::equals_ignore_case(mode.value, "ipv4")) return std::string(kIpv4);
    if (base::equals_ignore_case(mode.value, "ipv6")) return std::string(kIpv6);
    return bad(mode, "IPv4 or IPv6");
  }

 private:
  static base::Error bad(const Setting& setting, const std::string& wanted) {
    return {"BadSetting", fmt::format("{} is '{}' and must be {}", setting.name, setting.value, wanted), ""};
  }

  const Surroundings& surroundings_;
  const Section* const section_;
};

}  // namespace

base::Result<InstanceSettings> read_instance_settings(const Surroundings& surroundings,
                                                      const std::string& profile) {
  const Reader reader(surroundings, profile);
  InstanceSettings out;
  out.disabled = base::equals_ignore_case(surroundings.variable("AWS_EC2_METADATA_DISABLED"), "true");
  if (out.disabled) return out;
  out.v1_disabled = reader.is_true("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
  const auto seconds =
      reader.number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", kTimeoutSecondsMax);
  if (!seconds) return seconds.error();
  const auto attempts =
      reader.number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", kAttemptsMax);
  if (!attempts) return attempts.error();
  const auto endpoint = reader.endpoint();
  if (!endpoint) return endpoint.error();
  out.timeout = base::Seconds(*seconds);
  out.patience.attempts_max = static_cast<int>(*attempts);
  out.endpoint = *endpoint;
  return out;
}

}  // namespace sb::awsclient::credentials
