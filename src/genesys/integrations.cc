// SPDX-License-Identifier: Apache-2.0
#include "genesys/integrations.h"

#include <fmt/format.h>

namespace sb::genesys {
namespace {

constexpr char kType[] = "amazon-eventbridge-source";
constexpr char kPath[] = "/api/v2/integrations";
constexpr int kPageSize = 100;
// What the platform's store gives back for empty notes.
constexpr char kEmptyNotes[] = "node_dynamodb_empty_string";

IntegrationConfig read_config(const json::Object& object) {
  IntegrationConfig out;
  out.version = json::find_int(object, "version").value_or(1);
  out.name = json::string_or_empty(object, "name");
  out.notes = json::string_or_empty(object, "notes");
  if (out.notes == kEmptyNotes) out.notes.clear();
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

}  // namespace sb::genesys
