// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/environment.h"

#include <fmt/format.h>

#include "awsclient/credentials/answer.h"

namespace sb::awsclient::credentials {
namespace {

constexpr char kId[] = "AWS_ACCESS_KEY_ID";
constexpr char kSecret[] = "AWS_SECRET_ACCESS_KEY";
constexpr char kExpiration[] = "AWS_CREDENTIAL_EXPIRATION";

class EnvironmentProvider final : public CredentialProvider {
 public:
  explicit EnvironmentProvider(const Surroundings& surroundings) : surroundings_(surroundings) {}
  std::string name() const override { return "the environment"; }

  base::Result<Found> find() override {
    Credentials out{surroundings_.variable(kId), base::Secret(surroundings_.variable(kSecret)),
                    base::Secret(session_token())};
    const bool no_id = out.access_key_id.empty();
    const bool no_secret = out.secret_access_key.empty();
    if (no_id && no_secret) return Found(Nothing{fmt::format("{} is not set", kId)});
    if (no_id || no_secret) {
      return base::Error{"PartialCredentials",
                         fmt::format("{} is set and {} is not", no_id ? kSecret : kId, no_id ? kId : kSecret),
                         "set both, or neither"};
    }
    if (const std::string expires = surroundings_.variable(kExpiration); !expires.empty()) {
      const auto time = read_time(expires);
      if (!time)
        return base::Error{"BadSetting", fmt::format("{}: {}", kExpiration, time.error().message), ""};
      out.expires = *time;
    }
    return Found(std::move(out));
  }

 private:
  std::string session_token() const {
    std::string token = surroundings_.variable("AWS_SESSION_TOKEN");
    return token.empty() ? surroundings_.variable("AWS_SECURITY_TOKEN") : token;
  }

  const Surroundings& surroundings_;
};

}  // namespace

ProviderPtr make_environment_provider(const Surroundings& surroundings) {
  return std::make_unique<EnvironmentProvider>(surroundings);
}

}  // namespace sb::awsclient::credentials
