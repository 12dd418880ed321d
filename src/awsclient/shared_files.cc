// SPDX-License-Identifier: Apache-2.0
#include "awsclient/shared_files.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace sb::awsclient {
namespace {

enum class FileKind { kConfig, kCredentials };

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (in) out << in.rdbuf();
  return out.str();
}

// The profile that a section stands for; empty for sections of another kind.
std::string profile_of_section(std::string_view section, FileKind kind) {
  section = base::trim(section);
  if (kind == FileKind::kCredentials || section == "default") return std::string(section);
  static constexpr std::string_view kPrefix = "profile";
  if (!section.starts_with(kPrefix) || section.size() <= kPrefix.size() || section[kPrefix.size()] != ' ')
    return "";
  std::string_view name = base::trim(section.substr(kPrefix.size()));
  if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
    name = name.substr(1, name.size() - 2);
  }
  return std::string(name);
}

std::string_view without_comment(std::string_view value) {
  for (const char* mark : {" #", " ;", "\t#", "\t;"}) value = value.substr(0, value.find(mark));
  return base::trim(value);
}

base::Status parse_into(const std::string& text, FileKind kind,
                        std::map<std::string, SharedFiles::Profile>& out) {
  const char* what = kind == FileKind::kConfig ? "the AWS config file" : "the AWS credentials file";
  SharedFiles::Profile* current = nullptr;
  int number = 0;
  for (const std::string_view raw : base::split(text, '\n')) {
    ++number;
    const std::string_view line = base::trim(raw);
    const bool nested = !raw.empty() && (raw[0] == ' ' || raw[0] == '\t');
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      const size_t close = line.find(']');
      if (close == std::string_view::npos)
        return base::Error{"", fmt::format("{}, line {}: '[' without ']'", what, number), ""};
      const std::string profile = profile_of_section(line.substr(1, close - 1), kind);
      current = profile.empty() ? nullptr : &out[profile];
      continue;
    }
    if (nested) continue;
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos)
      return base::Error{"", fmt::format("{}, line {}: no '=' in it", what, number), ""};
    if (current != nullptr) {
      (*current)[base::to_lower(base::trim(line.substr(0, equals)))] =
          std::string(without_comment(line.substr(equals + 1)));
    }
  }
  return {};
}

class ProfileProvider final : public CredentialProvider {
 public:
  ProfileProvider(SharedFiles files, std::string profile, bool required)
      : files_(std::move(files)), profile_(std::move(profile)), required_(required) {}
  std::string name() const override { return fmt::format("profile '{}'", profile_); }
  base::Result<std::optional<Credentials>> find() override {
    const SharedFiles::Profile* found = files_.find(profile_);
    if (found == nullptr && required_) {
      return base::Error{"ProfileNotFound", fmt::format("the AWS profile '{}' is in neither file", profile_),
                         "look in ~/.aws/config and ~/.aws/credentials"};
    }
    const auto value = [&](const char* key) {
      const auto at = found == nullptr ? SharedFiles::Profile::const_iterator{} : found->find(key);
      return found == nullptr || at == found->end() ? std::string() : at->second;
    };
    const std::string id = value("aws_access_key_id");
    const std::string secret = value("aws_secret_access_key");
    if (id.empty() && secret.empty()) return std::optional<Credentials>{};
    if (id.empty() || secret.empty()) {
      return base::Error{"PartialCredentials",
                         fmt::format("profile '{}' has only one half of its key pair", profile_), ""};
    }
    return std::optional(Credentials{id, base::Secret(secret), base::Secret(value("aws_session_token"))});
  }

 private:
  const SharedFiles files_;
  const std::string profile_;
  const bool required_;
};

}  // namespace

base::Result<SharedFiles> SharedFiles::read(const Environment& environment) {
  const std::string home = environment("HOME").value_or("");
  const std::string config = environment("AWS_CONFIG_FILE").value_or(home + "/.aws/config");
  const std::string credentials =
      environment("AWS_SHARED_CREDENTIALS_FILE").value_or(home + "/.aws/credentials");
  return parse(read_whole(config), read_whole(credentials));
}

base::Result<SharedFiles> SharedFiles::parse(const std::string& config, const std::string& credentials) {
  SharedFiles out;
  if (auto status = parse_into(config, FileKind::kConfig, out.profiles_); !status) return status.error();
  if (auto status = parse_into(credentials, FileKind::kCredentials, out.profiles_); !status)
    return status.error();
  return out;
}

const SharedFiles::Profile* SharedFiles::find(const std::string& profile) const {
  const auto at = profiles_.find(profile);
  return at == profiles_.end() ? nullptr : &at->second;
}

std::string profile_name(const std::string& chosen, const Environment& environment) {
  if (!chosen.empty()) return chosen;
  for (const char* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (const auto value = environment(name); value && !value->empty()) return *value;
  }
  return "default";
}

std::unique_ptr<CredentialProvider> make_profile_provider(SharedFiles files, std::string profile,
                                                          bool required) {
  return std::make_unique<ProfileProvider>(std::move(files), std::move(profile), required);
}

}  // namespace sb::awsclient
