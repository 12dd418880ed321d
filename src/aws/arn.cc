// SPDX-License-Identifier: Apache-2.0
#include "aws/arn.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace sb::aws {

std::string Arn::to_text() const {
  return fmt::format("arn:{}:{}:{}:{}:{}", partition, service, region, account, resource);
}

std::optional<ArnView> view_arn(std::string_view text) {
  std::array<std::string_view, 5> head;
  for (std::string_view& element : head) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    element = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (head[0] != "arn" || head[1].empty() || head[2].empty() || text.empty()) return std::nullopt;
  return ArnView{head[1], head[2], head[3], head[4], text};
}

std::optional<Arn> parse_arn(std::string_view text) {
  const auto arn = view_arn(text);
  if (!arn) return std::nullopt;
  return Arn{std::string(arn->partition), std::string(arn->service), std::string(arn->region),
             std::string(arn->account), std::string(arn->resource)};
}

namespace {
std::string make(const Realm& realm, std::string_view service, std::string resource) {
  return Arn{partition_of(realm.region), std::string(service), realm.region, realm.account,
             std::move(resource)}
      .to_text();
}
}  // namespace

std::string topic_arn(const Realm& realm, std::string_view name) {
  return make(realm, "sns", std::string(name));
}

std::string queue_arn(const Realm& realm, std::string_view name) {
  return make(realm, "sqs", std::string(name));
}

std::string bus_arn(const Realm& realm, std::string_view bus) {
  return make(realm, "events", fmt::format("event-bus/{}", bus));
}

std::string rule_arn(const Realm& realm, std::string_view bus, std::string_view rule) {
  return make(
      realm, "events",
      bus.empty() || bus == "default" ? fmt::format("rule/{}", rule) : fmt::format("rule/{}/{}", bus, rule));
}

std::optional<RuleName> parse_rule_arn(const Arn& arn) {
  std::string_view resource = arn.resource;
  if (arn.service != "events" || !resource.starts_with("rule/")) return std::nullopt;
  resource.remove_prefix(5);
  const size_t slash = resource.rfind('/');
  if (slash == std::string_view::npos) return RuleName{"default", std::string(resource)};
  return RuleName{std::string(resource.substr(0, slash)), std::string(resource.substr(slash + 1))};
}

std::string bus_name(std::string_view name_or_arn) {
  if (name_or_arn.empty()) return "default";
  if (const auto arn = parse_arn(name_or_arn)) {
    static constexpr std::string_view kPrefix = "event-bus/";
    if (arn->resource.starts_with(kPrefix)) return arn->resource.substr(kPrefix.size());
  }
  return std::string(name_or_arn);
}

TargetKind target_kind(const Arn& arn) {
  if (arn.service == "sns") return TargetKind::kSns;
  if (arn.service == "sqs") return TargetKind::kSqs;
  if (arn.service == "lambda") return TargetKind::kLambda;
  if (arn.service == "events" && arn.resource.starts_with("event-bus/")) return TargetKind::kBus;
  return TargetKind::kOther;
}

bool is_session_of(std::string_view caller, std::string_view role_arn) {
  static constexpr std::string_view kAssumed = "assumed-role/";
  if (caller.find(kAssumed) == std::string_view::npos) return false;
  const auto session = parse_arn(caller);
  const auto role = parse_arn(role_arn);
  if (!session || !role || session->service != "sts" || !session->resource.starts_with(kAssumed))
    return false;
  if (role->service != "iam" || !role->resource.starts_with("role/") || role->account != session->account)
    return false;
  std::string_view taken = std::string_view(session->resource).substr(kAssumed.size());
  taken = taken.substr(0, taken.find('/'));
  return taken == std::string_view(role->resource).substr(role->resource.rfind('/') + 1);
}

std::optional<QueueUrl> parse_queue_url(std::string_view url) {
  if (url.empty()) return std::nullopt;
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    if (url.find('/') == std::string_view::npos) return QueueUrl{"", std::string(url)};
  } else {
    url.remove_prefix(scheme + 3);
  }
  const auto parts = base::split(url, '/');
  if (parts.size() < 3 || parts.back().empty()) return std::nullopt;
  return QueueUrl{std::string(parts[parts.size() - 2]), std::string(parts.back())};
}

std::string service_principal(std::string_view source_arn) {
  const auto arn = view_arn(source_arn);
  return (arn ? std::string(arn->service) : std::string("events")) + ".amazonaws.com";
}

}  // namespace sb::aws
