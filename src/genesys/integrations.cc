// SPDX-License-Identifier: Apache-2.0
#include "genesys/integrations.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::genesys {
namespace {

constexpr char kType[] = "amazon-eventbridge-source";
constexpr char kPath[] = "/api/v2/integrations";
constexpr int kPageSize = 100;
constexpr int kCreateAttempts = 4;
constexpr int kEditAttempts = 5;
// What the platform's store gives back for empty notes.
constexpr char kEmptyNotes[] = "node_dynamodb_empty_string";

std::string path_of(const std::string& id) { return fmt::format("{}/{}", kPath, base::percent_encode(id)); }

std::string config_path(const std::string& id) { return path_of(id) + "/config/current"; }

IntegrationConfig read_config(const json::Object& object) {
  IntegrationConfig out;
  out.version = json::find_int(object, "version").value_or(1);
  out.name = json::string_or_empty(object, "name");
  out.notes = json::string_or_empty(object, "notes");
  if (out.notes == kEmptyNotes) out.notes.clear();
  out.wire = object;
  const json::Object* properties = json::find_object(object, "properties");
  if (properties == nullptr) return out;
  out.suffix = json::string_or_empty(*properties, "eventSourceSuffix");
  out.account = json::string_or_empty(*properties, "awsAccountId");
  out.region = json::string_or_empty(*properties, "awsAccountRegion");
  if (const json::Array* topics = json::find_array(*properties, "eventFilter")) {
    for (const json::Value& item : *topics) {
      if (item.is_string()) out.topics.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

// The body of PUT config/current: whole, with every member that the platform's model demands.
std::string write_config(const IntegrationConfig& config) {
  const auto object_at = [&](const char* key) {
    const json::Object* found = json::find_object(config.wire, key);
    return found == nullptr ? json::Object{} : *found;
  };
  json::Object properties = object_at("properties");
  json::Array topics;
  for (const std::string& topic : config.topics) topics.emplace_back(topic);
  properties["eventSourceSuffix"] = config.suffix;
  properties["awsAccountId"] = config.account;
  properties["awsAccountRegion"] = config.region;
  properties["eventFilter"] = std::move(topics);
  return json::to_text(json::Object{{"name", config.name},
                                    {"version", config.version},
                                    {"properties", std::move(properties)},
                                    {"advanced", object_at("advanced")},
                                    {"notes", config.notes},
                                    {"credentials", object_at("credentials")}});
}

Integration read_integration(const json::Object& object) {
  Integration out;
  out.id = json::string_or_empty(object, "id");
  out.name = json::string_or_empty(object, "name");
  out.intended = json::string_or_empty(object, "intendedState");
  if (const json::Object* state = json::find_object(object, "reportedState")) {
    out.reported = json::string_or_empty(*state, "code");
    out.last_updated = json::string_or_empty(*state, "lastUpdated");
    if (const json::Object* detail = json::find_object(*state, "detail"))
      out.message = json::string_or_empty(*detail, "message");
  }
  if (const json::Object* config = json::find_object(object, "config")) {
    if (const json::Object* current = json::find_object(*config, "current"))
      out.config = read_config(*current);
  }
  return out;
}

bool is_of_type(const json::Object& object) {
  const json::Object* type = json::find_object(object, "integrationType");
  return type != nullptr && json::string_or_empty(*type, "id") == kType;
}

// "The version 1 does not match the current version 2": 409, and 400 in some releases; 408 is seen as well.
bool is_version_conflict(const net::HttpResponse& response) {
  if (response.status == 409 || response.status == 408) return true;
  const std::string words = base::to_lower(response.body);
  return response.status == 400 && words.find("version") != std::string::npos &&
         words.find("match") != std::string::npos;
}

}  // namespace

base::Result<std::vector<Integration>> Integrations::list() {
  std::vector<Integration> out;
  for (int64_t page = 1;; ++page) {
    const auto body =
        client_.get(fmt::format("{}?pageSize={}&pageNumber={}&integrationType={}&expand=config.current",
                                kPath, kPageSize, page, kType));
    if (!body) return body.error();
    if (const json::Array* entities = json::find_array(*body, "entities")) {
      for (const json::Value& item : *entities) {
        if (item.is_object() && is_of_type(item.get_object()))
          out.push_back(read_integration(item.get_object()));
      }
    }
    if (page >= json::find_int(*body, "pageCount").value_or(1)) return out;
  }
}

base::Result<std::optional<Integration>> Integrations::find(const std::string& id) {
  const auto response = client_.send("GET", path_of(id));
  if (!response) return response.error();
  if (response->status == 404 || response->status == 410) return std::optional<Integration>{};
  if (response->status != 200) return client_.error_of("GET", path_of(id), *response);
  const auto body = object_of("GET", path_of(id), *response);
  if (!body) return body.error();
  return std::optional(read_integration(*body));
}

base::Result<std::optional<int64_t>> Integrations::instances_max() {
  const auto body = client_.get(fmt::format("{}/types/{}", kPath, kType));
  if (!body) return body.error();
  return json::find_int(*body, "maxInstances");
}

base::Result<std::optional<std::string>> Integrations::find_unconfigured(const std::string& name) {
  const auto all = list();
  if (!all) return all.error();
  for (const Integration& item : *all) {
    if (item.name == name && item.config.suffix.empty()) return std::optional(item.id);
  }
  return std::optional<std::string>{};
}

base::Result<std::string> Integrations::create(const std::string& name) {
  const std::string body = json::to_text(json::Object{{"integrationType", {{"id", kType}}}, {"name", name}});
  for (int attempt = 1;; ++attempt) {
    const auto response = client_.send("POST", kPath, body);
    if (response.ok() && response->status >= 200 && response->status < 300) {
      const auto made = object_of("POST", kPath, *response);
      if (!made) return made.error();
      return json::string_or_empty(*made, "id");
    }
    const bool unknown = !response.ok() || response->status >= 500 || response->status == 408;
    if (!unknown) return client_.error_of("POST", kPath, *response);
    client_.wait_after(attempt);
    const auto found = find_unconfigured(name);
    if (!found) return found.error();
    if (*found) return **found;
    if (attempt >= kCreateAttempts)
      return response.ok() ? client_.error_of("POST", kPath, *response) : response.error();
  }
}

base::Result<IntegrationConfig> Integrations::config(const std::string& id) {
  const auto body = client_.get(config_path(id));
  if (!body) return body.error();
  return read_config(*body);
}

base::Status Integrations::edit(const std::string& id, const EditConfig& edit) {
  for (int attempt = 1;; ++attempt) {
    const auto before = config(id);
    if (!before) return before.error();
    IntegrationConfig after = *before;
    edit(after);
    if (after == *before) return {};
    const auto response = client_.send("PUT", config_path(id), write_config(after));
    if (!response) return response.error();
    if (response->status >= 200 && response->status < 300) return {};
    if (!is_version_conflict(*response) || attempt >= kEditAttempts)
      return client_.error_of("PUT", config_path(id), *response);
    client_.wait_after(attempt);
  }
}

base::Status Integrations::enable(const std::string& id) {
  const auto response =
      client_.send("PATCH", path_of(id), json::to_text(json::Object{{"intendedState", "ENABLED"}}));
  if (!response) return response.error();
  if (response->status >= 200 && response->status < 300) return {};
  return client_.error_of("PATCH", path_of(id), *response);
}

base::Status Integrations::remove(const std::string& id) {
  const auto response = client_.send("DELETE", path_of(id));
  if (!response) return response.error();
  const int status = response->status;
  if ((status >= 200 && status < 300) || status == 404 || status == 410) return {};
  return client_.error_of("DELETE", path_of(id), *response);
}

}  // namespace sb::genesys
