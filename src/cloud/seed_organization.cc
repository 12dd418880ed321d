// SPDX-License-Identifier: Apache-2.0
#include "cloud/seed_organization.h"

#include <fmt/format.h>

#include <map>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/genesys/integration_type.h"
#include "cloud/yaml_reading.h"

namespace sb::cloud {
namespace {

using genesys::Organization;

// An id that a seed gives, or one that follows from what the thing is.
std::string id_of(const YAML::Node& item, const std::string& kind, const Organization& organization,
                  const std::string& name, size_t count_of_same) {
  const std::string given = item.IsMap() ? text(item, "id", "") : "";
  return given.empty()
             ? genesys::derived_id(fmt::format("{} {} {} {}", kind, organization.id, name, count_of_same))
             : given;
}

template <class Things>
void check_id_is_free(const YAML::Node& item, const std::string& id, const Things& things) {
  for (const auto& thing : things) {
    if (thing.id == id) refuse(item, fmt::format("the id {} is used twice", id));
  }
}

void read_queues(const YAML::Node& root, Organization& out) {
  std::map<std::string, size_t> same;
  out.queues.clear();
  for (const YAML::Node& item : items(root, "queues")) {
    const bool named = item.IsScalar();
    if (!named) check_keys(item, {"id", "name", "division", "peer"});
    genesys::Queue queue;
    queue.name = named ? item.Scalar() : text(item, "name", "");
    if (queue.name.empty()) refuse(item, "a queue needs a name");
    queue.id = id_of(item, "queue", out, queue.name, same[queue.name]++);
    check_id_is_free(item, queue.id, out.queues);
    queue.division = named ? genesys::home_division()
                           : genesys::division_named(text(item, "division", genesys::home_division().name));
    if (!named) queue.peer_id = text(item, "peer", "");
    out.queues.push_back(std::move(queue));
  }
}

genesys::ClientState read_state(const YAML::Node& client) {
  const std::string state = text(client, "state", "active");
  if (state == "active") return genesys::ClientState::kActive;
  if (state == "disabled") return genesys::ClientState::kDisabled;
  if (state != "inactive") refuse(client["state"], "state must be active, disabled or inactive");
  return genesys::ClientState::kInactive;
}

base::Seconds read_token_life(const YAML::Node& client) {
  const YAML::Node node = client["token_seconds"];
  if (!node) return genesys::kTokenLifeDefault;
  const auto seconds = node.IsScalar() ? base::parse_int(node.Scalar()) : std::nullopt;
  if (!seconds || *seconds < genesys::kTokenLifeMin.count() || *seconds > genesys::kTokenLifeMax.count())
    refuse(node, fmt::format("token_seconds must be from {} to {}", genesys::kTokenLifeMin.count(),
                             genesys::kTokenLifeMax.count()));
  return base::Seconds(*seconds);
}

std::set<std::string> read_permissions(const YAML::Node& client) {
  const YAML::Node rights = client["rights"];
  const auto& all = genesys::all_permissions();
  if (!rights) return {all.begin(), all.end()};
  std::set<std::string> out;
  for (const std::string& right : texts(rights)) {
    const auto permissions = genesys::permissions_of(right);
    if (permissions.empty())
      refuse(rights, fmt::format("no right '{}'; known: queues, events, integrations, {}", right,
                                 base::join(all, ", ")));
    out.insert(permissions.begin(), permissions.end());
  }
  return out;
}

void read_clients(const YAML::Node& root, Organization& out) {
  out.clients.clear();
  for (const YAML::Node& item : items(root, "clients")) {
    genesys::OAuthClient client = read_oauth_client(item);
    check_id_is_free(item, client.id, out.clients);
    out.clients.push_back(std::move(client));
  }
}

void read_topics(const YAML::Node& root, Organization& out) {
  out.topics.clear();
  for (const YAML::Node& item : items(root, "topics")) {
    if (!item.IsScalar() || !genesys::is_topic_template(item.Scalar()))
      refuse(item, "a topic looks like v2.detail.events.conversation.{id}.acd.end, with {id} to the letter");
    out.topics.push_back(genesys::topic_named(item.Scalar()));
  }
}

json::Object read_properties(const YAML::Node& item, const Organization& organization) {
  json::Object out;
  static constexpr std::pair<const char*, const char*> kTexts[] = {
      {"suffix", genesys::kSuffix}, {"account", genesys::kAccount}, {"region", genesys::kRegion}};
  for (const auto& [key, property] : kTexts) {
    if (item[key]) out[property] = text(item, key, "");
  }
  if (item["topics"]) {
    json::Array topics;
    for (const std::string& topic : texts(item["topics"])) topics.emplace_back(topic);
    out[genesys::kEventFilter] = std::move(topics);
  }
  const auto findings = genesys::check_properties(out, organization.topics);
  if (!findings.empty()) refuse(item, findings.front().message);
  return out;
}

genesys::Integration read_integration(const YAML::Node& item, const Organization& organization,
                                      size_t count) {
  check_keys(item, {"id", "name", "suffix", "account", "region", "topics", "notes", "enabled"});
  genesys::Integration out;
  out.name = text(item, "name", json::string_or_empty(genesys::brief_integration_type(), "name"));
  out.id = id_of(item, "integration", organization, out.name, count);
  out.notes = text(item, "notes", "");
  out.properties = read_properties(item, organization);
  if (!flag(item, "enabled", true)) return out;
  const auto missing = genesys::check_complete(out.properties);
  if (!missing.empty())
    refuse(item, "an enabled integration needs suffix, account, region and topics; or enabled: false");
  out.intended = genesys::IntendedState::kEnabled;
  out.reported = genesys::ReportedState::kActivating;
  return out;
}

void read_integrations(const YAML::Node& root, Organization& out) {
  std::set<std::string> suffixes;
  out.integrations.clear();
  for (const YAML::Node& item : items(root, "integrations")) {
    auto integration = read_integration(item, out, out.integrations.size());
    check_id_is_free(item, integration.id, out.integrations);
    const std::string suffix = json::string_or_empty(integration.properties, genesys::kSuffix);
    if (!suffix.empty() && !suffixes.insert(suffix).second)
      refuse(item, fmt::format("the suffix {} is used twice", suffix));
    out.integrations.push_back(std::move(integration));
  }
}

void read_aws(const YAML::Node& node, Organization& out) {
  check_keys(node, {"account", "region", "enabled"});
  out.aws_account = text(node, "account", out.aws_account);
  if (!aws::is_account_id(out.aws_account)) refuse(node["account"], "account must be 12 digits in quotes");
  out.aws_region = text(node, "region", out.aws_region);
  out.event_types_enabled = flag(node, "enabled", out.event_types_enabled);
}

}  // namespace

genesys::OAuthClient read_oauth_client(const YAML::Node& node) {
  check_keys(node, {"id", "secret", "rights", "state", "token_seconds", "divisions"});
  genesys::OAuthClient out;
  out.id = text(node, "id", "");
  out.secret = base::Secret(text(node, "secret", ""));
  if (out.id.empty() || out.secret.empty()) refuse(node, "a client needs an id and a secret");
  out.permissions = read_permissions(node);
  out.state = read_state(node);
  out.token_life = read_token_life(node);
  const auto divisions = texts(node["divisions"]);
  out.divisions = {divisions.begin(), divisions.end()};
  return out;
}

void read_organization(const YAML::Node& root, Organization& out) {
  if (const YAML::Node node = root["organization"]) {
    check_keys(node, {"id", "name", "domain"});
    out.id = text(node, "id", out.id);
    out.name = text(node, "name", out.name);
    out.domain = text(node, "domain", out.domain);
  }
  if (root["queues"]) read_queues(root, out);
  if (root["clients"]) read_clients(root, out);
  if (root["event_types"]) {
    const auto types = texts(root["event_types"]);
    out.event_types = {types.begin(), types.end()};
  }
  if (root["topics"]) read_topics(root, out);
  if (root["integrations"]) read_integrations(root, out);
  if (root["aws"]) read_aws(root["aws"], out);
}

}  // namespace sb::cloud
