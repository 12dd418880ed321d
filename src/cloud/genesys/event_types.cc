// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/event_types.h"

#include <fmt/format.h>

namespace sb::cloud::genesys {
namespace {

constexpr char kPath[] = "/api/v2/platform/eventbridge";

ErrorBody not_offered(const std::string& type) {
  return not_found(fmt::format("The event type {} is not available.", type), type);
}

}  // namespace

base::Status EventTypes::load() {
  return store_.for_each(store::Table::kGenesys, [this](std::string_view key, std::string_view value) {
    enabled_[std::string(key)] = value == "true";
  });
}

std::vector<Route> EventTypes::routes() {
  const std::string type = fmt::format("{}/events/{{eventType}}", kPath);
  return {
      {"GET", kPath, kReadEvents, [this](const Ask&) { return describe(); }},
      {"GET", type, kReadEvents, [this](const Ask& ask) { return get(ask.names[0]); }},
      {"PUT", type, kManageEvents, [this](const Ask& ask) { return put(ask.names[0], ask.body); }},
  };
}

bool EventTypes::is_enabled(const std::string& type) const {
  const auto at = enabled_.find(type);
  return organization_.event_types_enabled && is_offered(type) && at != enabled_.end() && at->second;
}

json::Array EventTypes::describe_all() const {
  json::Array out;
  for (const std::string& type : organization_.event_types)
    out.push_back(json::Object{{"name", type}, {"enabled", is_enabled(type)}});
  return out;
}

void EventTypes::reset() {
  for (const auto& [type, enabled] : enabled_) store_.erase(store::Table::kGenesys, type);
  enabled_.clear();
}

Answer EventTypes::describe() const {
  const bool enabled = organization_.event_types_enabled;
  return json::Object{{"enabled", enabled},
                      {"status", enabled ? "ACTIVE" : "INACTIVE"},
                      {"awsAccountId", organization_.aws_account},
                      {"awsRegion", organization_.aws_region}};
}

Answer EventTypes::get(const std::string& type) const {
  if (!is_offered(type)) return not_offered(type);
  return json::Object{{"eventType", type}, {"enabled", is_enabled(type)}};
}

Answer EventTypes::put(const std::string& type, const json::Object& body) {
  if (!organization_.event_types_enabled)
    return ErrorBody(403, "not.authorized",
                     "The EventBridge integration is not enabled in this organization.");
  if (!is_offered(type)) return not_offered(type);
  const json::Value* enabled = body.if_contains("enabled");
  if (enabled == nullptr || !enabled->is_bool()) return missing_field("enabled", "true or false");
  enabled_[type] = enabled->get_bool();
  store_.put(store::Table::kGenesys, type, enabled->get_bool() ? "true" : "false");
  return Answer::no_content();
}

}  // namespace sb::cloud::genesys
