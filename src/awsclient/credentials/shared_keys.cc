// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/shared_keys.h"

#include <fmt/format.h>

namespace sb::awsclient::credentials {
namespace {

class SharedKeysProvider final : public CredentialProvider {
 public:
  SharedKeysProvider(const Surroundings& surroundings, std::string profile, SharedFiles::Kind file)
      : surroundings_(surroundings), profile_(std::move(profile)), file_(file) {}

  std::string name() const override {
    return fmt::format("profile '{}' in the {} file", profile_,
                       file_ == SharedFiles::Kind::kConfig ? "config" : "credentials");
  }

  base::Result<Found> find() override {
    const Section* section = surroundings_.files.profile(profile_, file_);
    if (section == nullptr) return Found(Nothing{"there is no such profile"});
    std::string token = section->value("aws_session_token");
    if (token.empty()) token = section->value("aws_security_token");
    Credentials out{section->value("aws_access_key_id"),
                    base::Secret(section->value("aws_secret_access_key")), base::Secret(std::move(token))};
    const bool no_id = out.access_key_id.empty();
    const bool no_secret = out.secret_access_key.empty();
    if (no_id && no_secret) return Found(Nothing{"it has no aws_access_key_id"});
    if (no_id || no_secret) {
      return base::Error{
          "PartialCredentials",
          fmt::format("{} has no {}", name(), no_id ? "aws_access_key_id" : "aws_secret_access_key"),
          "a key pair stands in one file, both halves of it"};
    }
    return Found(std::move(out));
  }

 private:
  const Surroundings& surroundings_;
  const std::string profile_;
  const SharedFiles::Kind file_;
};

}  // namespace

ProviderPtr make_shared_keys_provider(const Surroundings& surroundings, std::string profile,
                                      SharedFiles::Kind file) {
  return std::make_unique<SharedKeysProvider>(surroundings, std::move(profile), file);
}

}  // namespace sb::awsclient::credentials
