// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::awsclient {
namespace {

class StaticProvider final : public CredentialProvider {
 public:
  explicit StaticProvider(Credentials credentials) : credentials_(std::move(credentials)) {}
  std::string name() const override { return "given credentials"; }
  base::Result<std::optional<Credentials>> find() override { return std::optional(credentials_); }

 private:
  const Credentials credentials_;
};

class EnvironmentProvider final : public CredentialProvider {
 public:
  explicit EnvironmentProvider(Environment environment) : environment_(std::move(environment)) {}
  std::string name() const override { return "the environment (AWS_ACCESS_KEY_ID)"; }
  base::Result<std::optional<Credentials>> find() override {
    const std::string id = environment_("AWS_ACCESS_KEY_ID").value_or("");
    const std::string secret = environment_("AWS_SECRET_ACCESS_KEY").value_or("");
    if (id.empty() && secret.empty()) return std::optional<Credentials>{};
    if (id.empty() || secret.empty()) {
      return base::Error{
          "PartialCredentials",
          fmt::format("{} is set and {} is not", id.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
                      id.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"),
          "set both, or neither"};
    }
    return std::optional(
        Credentials{id, base::Secret(secret), base::Secret(environment_("AWS_SESSION_TOKEN").value_or(""))});
  }

 private:
  const Environment environment_;
};

}  // namespace

std::unique_ptr<CredentialProvider> make_static_provider(Credentials credentials) {
  return std::make_unique<StaticProvider>(std::move(credentials));
}

std::unique_ptr<CredentialProvider> make_environment_provider(Environment environment) {
  return std::make_unique<EnvironmentProvider>(std::move(environment));
}

base::Result<Credentials> CredentialChain::find() {
  std::vector<std::string> asked;
  for (const auto& provider : providers_) {
    auto found = provider->find();
    if (!found) return found.error();
    if (*found) return std::move(**found);
    asked.push_back(provider->name());
  }
  return base::Error{"NoCredentials",
                     fmt::format("no AWS credentials: looked in {}", base::join(asked, ", ")),
                     "export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile"};
}

}  // namespace sb::awsclient
