// SPDX-License-Identifier: Apache-2.0
#include "cli/listening_marks.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

namespace sb::cli {
namespace {

constexpr char kBusTag[] = "switchboard:bus";
constexpr char kCreatedTag[] = "switchboard:created";
constexpr std::string_view kDescriptionHead = "Temporary, of switchboard tail; goes by itself. Since ";

std::string tag_value(std::string text) {
  static constexpr size_t kTagValueMax = 256;
  for (char& c : text) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      std::string_view(" _.:/=+-@").find(c) != std::string_view::npos;
    if (!good) c = '_';
  }
  return text.substr(0, kTagValueMax);
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::optional<base::Time> time_at(const std::map<std::string, std::string>& tags, const char* key) {
  const auto at = tags.find(key);
  const auto time = at == tags.end() ? base::Result<base::Time>(base::Error{}) : base::parse_iso(at->second);
  return time.ok() ? std::optional(*time) : std::nullopt;
}

}  // namespace

std::map<std::string, std::string> write_queue_tags(const ListeningMarks& marks) {
  std::map<std::string, std::string> out{{kOwnerTag, kOwner},
                                         {kBusTag, tag_value(marks.bus)},
                                         {kCreatedTag, base::format_iso_milliseconds(marks.created)},
                                         {"switchboard:host", tag_value(host_name())},
                                         {"switchboard:process", fmt::format("{}", getpid())}};
  if (!marks.stack.empty()) out["switchboard:tailed-stack"] = tag_value(marks.stack);
  if (marks.expires) out[kExpiresTag] = base::format_iso_milliseconds(*marks.expires);
  return out;
}

std::optional<ListeningMarks> read_queue_tags(const std::map<std::string, std::string>& tags) {
  const auto owner = tags.find(kOwnerTag);
  const auto bus = tags.find(kBusTag);
  const auto created = time_at(tags, kCreatedTag);
  const auto expires = time_at(tags, kExpiresTag);
  if (owner == tags.end() || owner->second != kOwner || bus == tags.end() || !created || !expires)
    return std::nullopt;
  return ListeningMarks{bus->second, "", *created, expires};
}

std::string write_rule_description(const ListeningMarks& marks) {
  return fmt::format("{}{} on {}, process {}", kDescriptionHead, base::format_iso_milliseconds(marks.created),
                     tag_value(host_name()).substr(0, 64), getpid());
}

std::optional<base::Time> read_rule_description(const std::string& description) {
  if (!description.starts_with(kDescriptionHead)) return std::nullopt;
  const std::string rest = description.substr(kDescriptionHead.size());
  const auto time = base::parse_iso(rest.substr(0, rest.find(' ')));
  return time.ok() ? std::optional(*time) : std::nullopt;
}

bool is_missing_queue(const base::Error& error) {
  return error.code == "QueueDoesNotExist" || error.code == "AWS.SimpleQueueService.NonExistentQueue";
}

base::Status remove_listening_rule(awsclient::EventBridge& events, const std::string& bus,
                                   const std::string& name) {
  const auto is_missing = [](const base::Status& status) {
    return !status.ok() && status.error().code == "ResourceNotFoundException";
  };
  auto status = events.remove_targets(bus, name, {kListeningTarget});
  if (status.ok() || is_missing(status)) status = events.delete_rule(bus, name);
  return is_missing(status) ? base::Status{} : status;
}

base::Status remove_listening_queue(awsclient::Sqs& sqs, const std::string& url) {
  auto status = sqs.delete_queue(url);
  return !status.ok() && is_missing_queue(status.error()) ? base::Status{} : status;
}

}  // namespace sb::cli
