// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/process.h"

#include <fmt/format.h>

#include "awsclient/credentials/answer.h"
#include "awsclient/credentials/run_program.h"

namespace sb::awsclient::credentials {
namespace {

constexpr base::Seconds kPatienceWithProgram{120};

class ProcessProvider final : public CredentialProvider {
 public:
  ProcessProvider(const Surroundings& surroundings, std::string profile)
      : surroundings_(surroundings), profile_(std::move(profile)) {}
  std::string name() const override {
    return fmt::format("the credential_process of profile '{}'", profile_);
  }

  base::Result<Found> find() override {
    const Section* section = surroundings_.files.profile(profile_);
    const std::string command = section == nullptr ? "" : section->value("credential_process");
    if (command.empty()) return Found(Nothing{"it has none"});
    const auto words = split_command(command);
    if (!words) return base::Error{"BadProfile", fmt::format("{}: {}", name(), words.error().message), ""};
    if (words->empty()) return base::Error{"BadProfile", fmt::format("{} is empty", name()), ""};
    const auto printed = run_program(*words, kPatienceWithProgram);
    if (!printed)
      return base::Error{printed.error().code,
                         fmt::format("profile '{}': {}", profile_, printed.error().message), ""};
    auto credentials = read(*printed);
    if (!credentials) return credentials.error();
    return Found(std::move(*credentials));
  }

 private:
  base::Result<Credentials> read(const base::Secret& printed) const {
    const auto object = read_object(printed.reveal(), name());
    if (!object) return object.error();
    const json::Value* version = object->if_contains("Version");
    if (version == nullptr || !version->is_int64() || version->get_int64() != 1) {
      return base::Error{"BadAnswer", fmt::format("{} did not say \"Version\": 1", name()), ""};
    }
    return read_credentials(*object, "SessionToken", Temporary::kMaybe, name());
  }

  const Surroundings& surroundings_;
  const std::string profile_;
};

}  // namespace

ProviderPtr make_process_provider(const Surroundings& surroundings, std::string profile) {
  return std::make_unique<ProcessProvider>(surroundings, std::move(profile));
}

}  // namespace sb::awsclient::credentials
