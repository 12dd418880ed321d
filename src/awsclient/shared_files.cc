// SPDX-License-Identifier: Apache-2.0
#include "awsclient/shared_files.h"

#include <fmt/format.h>

#include <vector>

#include "base/file.h"
#include "base/text.h"

namespace sb::awsclient {
namespace {

std::string_view without_comment(std::string_view value) {
  for (const char* mark : {" #", " ;", "\t#", "\t;"}) value = value.substr(0, value.find(mark));
  return base::trim(value);
}

std::string_view without_quotes(std::string_view name) {
  const bool quoted =
      name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front();
  return quoted ? name.substr(1, name.size() - 2) : name;
}

size_t indent_of(std::string_view line) {
  const size_t indent = line.find_first_not_of(" \t");
  return indent == std::string_view::npos ? line.size() : indent;
}

const Section* find_in(const std::map<std::string, Section>& sections, const std::string& name) {
  const auto at = sections.find(name);
  return at == sections.end() ? nullptr : &at->second;
}

std::string value_in(const std::map<std::string, std::string>& values, const std::string& key) {
  const auto at = values.find(key);
  return at == values.end() ? "" : at->second;
}

void merge_into(Section& out, const Section& winner) {
  for (const auto& [key, value] : winner.values) out.values[key] = value;
  for (const auto& [key, inner] : winner.nested) out.nested[key] = inner;
}

base::Result<std::string> read_whole(const std::string& path) {
  if (path.empty()) return std::string();
  auto text = base::read_file_if_any(path);
  if (!text) return text.error();
  return text->value_or("");
}

}  // namespace

std::string Section::value(const std::string& key) const { return value_in(values, key); }

std::string Section::nested_value(const std::string& key, const std::string& inner) const {
  const auto at = nested.find(key);
  return at == nested.end() ? "" : value_in(at->second, inner);
}

// Goes through one file, line by line.
class SharedFiles::Parser {
 public:
  Parser(SharedFiles& out, Kind kind) : out_(out), kind_(kind) {}

  base::Status run(const std::string& text) {
    for (const std::string_view line : base::split(text, '\n')) {
      ++number_;
      const std::string_view trimmed = base::trim(line);
      if (trimmed.empty() || trimmed[0] == '#' || trimmed[0] == ';') continue;
      const bool below = !key_.empty() && indent_of(line) > key_indent_;
      auto status = below               ? take_nested(trimmed)
                    : trimmed[0] == '[' ? open_section(trimmed)
                                        : take(trimmed, indent_of(line));
      if (!status) return status;
    }
    return {};
  }

 private:
  base::Error error(const char* what) const {
    return {"BadAwsFile",
            fmt::format("{}, line {}: {}",
                        kind_ == Kind::kConfig ? "the AWS config file" : "the AWS credentials file", number_,
                        what),
            "look in ~/.aws, or where AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE point"};
  }

  base::Status open_section(std::string_view line) {
    const size_t close = line.find(']');
    if (close == std::string_view::npos) return error("'[' without ']'");
    section_ = place_of(base::trim(line.substr(1, close - 1)));
    in_section_ = true;
    key_.clear();
    return {};
  }

  // Where the settings of a section go; nullptr for sections of another kind.
  Section* place_of(std::string_view title) {
    if (kind_ == Kind::kCredentials) return &out_.credentials_profiles_[std::string(title)];
    if (title == "default") return &out_.config_profiles_["default"];
    const size_t blank = title.find_first_of(" \t");
    if (blank == std::string_view::npos) {
      out_.bare_.insert(std::string(title));
      return nullptr;
    }
    const std::string_view what = title.substr(0, blank);
    const std::string name(without_quotes(base::trim(title.substr(blank))));
    if (what == "profile") return &out_.config_profiles_[name];
    if (what == "sso-session") return &out_.sso_sessions_[name];
    if (what == "services") return &out_.services_[name];
    return nullptr;
  }

  base::Status take(std::string_view trimmed, size_t indent) {
    if (!in_section_) return error("a setting before the first [section]");
    const size_t equals = trimmed.find('=');
    if (equals == std::string_view::npos) return error("no '=' in it");
    key_ = base::to_lower(base::trim(trimmed.substr(0, equals)));
    if (key_.empty()) return error("no name before '='");
    key_indent_ = indent;
    const std::string_view value = trimmed.substr(equals + 1);
    if (section_ == nullptr) return {};
    section_->values[key_] =
        std::string(key_ == "credential_process" ? base::trim(value) : without_comment(value));
    return {};
  }

  base::Status take_nested(std::string_view trimmed) {
    if (section_ == nullptr) return {};
    const size_t equals = trimmed.find('=');
    if (!section_->values[key_].empty() || equals == std::string_view::npos) return {};
    section_->nested[key_][base::to_lower(base::trim(trimmed.substr(0, equals)))] =
        std::string(without_comment(trimmed.substr(equals + 1)));
    return {};
  }

  SharedFiles& out_;
  const Kind kind_;
  int number_ = 0;
  bool in_section_ = false;
  Section* section_ = nullptr;
  std::string key_;  // of the setting before this line; empty right after a section's title
  size_t key_indent_ = 0;
};

base::Result<SharedFiles> SharedFiles::read(const Environment& environment) {
  const auto path = [&](const char* variable, const char* usual) {
    const std::string given = environment(variable).value_or("");
    if (!given.empty()) return expand_home(given, environment);
    const std::string home = environment("HOME").value_or("");
    return home.empty() ? std::string() : home + usual;
  };
  const auto config = read_whole(path("AWS_CONFIG_FILE", "/.aws/config"));
  if (!config) return config.error();
  const auto credentials = read_whole(path("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"));
  if (!credentials) return credentials.error();
  return parse(*config, *credentials);
}

base::Result<SharedFiles> SharedFiles::parse(const std::string& config, const std::string& credentials) {
  SharedFiles out;
  if (auto status = Parser(out, Kind::kConfig).run(config); !status) return status.error();
  if (auto status = Parser(out, Kind::kCredentials).run(credentials); !status) return status.error();
  out.merged_profiles_ = out.config_profiles_;
  for (const auto& [name, section] : out.credentials_profiles_)
    merge_into(out.merged_profiles_[name], section);
  return out;
}

const Section* SharedFiles::profile(const std::string& name) const { return find_in(merged_profiles_, name); }

const Section* SharedFiles::profile(const std::string& name, Kind kind) const {
  return find_in(kind == Kind::kConfig ? config_profiles_ : credentials_profiles_, name);
}

const Section* SharedFiles::sso_session(const std::string& name) const {
  return find_in(sso_sessions_, name);
}

const Section* SharedFiles::services(const std::string& name) const { return find_in(services_, name); }

base::Error SharedFiles::no_such_profile(const std::string& name) const {
  const base::Error error{"ProfileNotFound", fmt::format("there is no AWS profile '{}'", name),
                          "look in ~/.aws/config and ~/.aws/credentials"};
  if (bare_.contains(name)) {
    return {error.code, error.message,
            fmt::format("the config file has a section [{}]: there it has to be [profile {}]", name, name)};
  }
  std::vector<std::string> names;
  for (const auto& [known, section] : merged_profiles_) names.push_back(known);
  const auto near = base::suggest(name, names);
  if (!near) return error;
  return {error.code, error.message, fmt::format("did you mean '{}'?", *near)};
}

std::string expand_home(const std::string& path, const Environment& environment) {
  if (!path.starts_with("~/")) return path;
  return environment("HOME").value_or("") + path.substr(1);
}

std::string profile_name(const std::string& chosen, const Environment& environment) {
  if (!chosen.empty()) return chosen;
  for (const char* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (const auto value = environment(name); value && !value->empty()) return *value;
  }
  return "default";
}

}  // namespace sb::awsclient
