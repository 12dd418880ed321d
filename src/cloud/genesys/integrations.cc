// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integrations.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/genesys/integration_type.h"
#include "cloud/genesys/integration_view.h"
#include "cloud/genesys/paging.h"

// The calls about integrations and their type.
namespace sb::cloud::genesys {
namespace {

constexpr char kPath[] = "/api/v2/integrations";
constexpr int64_t kPageSizeMax = 500;
constexpr int64_t kPageNumberMax = 1000000;
constexpr size_t kIdsMax = 100;

std::optional<ErrorBody> check_list(const base::Form& query, const std::vector<std::string>& ids) {
  for (const char* name : {"nextPage", "previousPage"}) {
    if (!base::form_value(query, name).empty())
      return invalid_value(name, fmt::format("The parameter {} is not served; use pageNumber.", name));
  }
  const std::string by = base::form_value(query, "sortBy");
  if (!by.empty() && by != "name" && by != "id")
    return invalid_value("sortBy", "The parameter sortBy must be name or id.");
  if (ids.size() > kIdsMax)
    return invalid_value("ids", fmt::format("The parameter ids may hold {} ids.", kIdsMax));
  return std::nullopt;
}

bool wanted(const Integration& integration, const base::Form& query, const std::vector<std::string>& ids) {
  const std::string type = base::form_value(query, "integrationType");
  const std::string state = base::form_value(query, "reportedState");
  return (ids.empty() || std::find(ids.begin(), ids.end(), integration.id) != ids.end()) &&
         (type.empty() || type == kIntegrationType) &&
         (state.empty() || base::equals_ignore_case(state, name_of(integration.reported))) &&
         base::form_value(query, "credentialId").empty();
}

Answer no_type(const std::string& id) {
  return not_found(fmt::format("There is no integration type {}.", id), id);
}

}  // namespace

Integrations::Integrations(service::Timeline& timeline, store::Store& store, service::PartnerSources& sources,
                           const Organization& organization)
    : timeline_(timeline), store_(store), sources_(sources), organization_(organization) {
  begin();
}

void Integrations::begin() {
  for (const Integration& integration : organization_.integrations) {
    integrations_[integration.id] = integration;
    integrations_[integration.id].reported_at = timeline_.now();
  }
}

std::vector<Route> Integrations::routes() {
  const std::string types = fmt::format("{}/types", kPath);
  const std::string one = fmt::format("{}/{{integrationId}}", kPath);
  const std::string current = fmt::format("{}/config/current", one);
  return {
      {"GET", kPath, kViewIntegrations, [this](const Ask& ask) { return list(ask); }},
      {"POST", kPath, kAddIntegrations, [this](const Ask& ask) { return create(ask); }},
      {"GET", types, kViewIntegrations, [this](const Ask& ask) { return list_types(ask); }},
      {"GET", fmt::format("{}/{{typeId}}", types), kViewIntegrations,
       [this](const Ask& ask) { return get_type(ask); }},
      {"GET", fmt::format("{}/{{typeId}}/configschemas/{{configType}}", types), kViewIntegrations,
       [this](const Ask& ask) { return get_schema(ask); }},
      {"GET", one, kViewIntegrations, about_one(&Integrations::get)},
      {"PATCH", one, kEditIntegrations, about_one(&Integrations::patch)},
      {"DELETE", one, kDeleteIntegrations, about_one(&Integrations::remove)},
      {"GET", current, kViewIntegrations, about_one(&Integrations::get_configuration)},
      {"PUT", current, kEditIntegrations, about_one(&Integrations::put_configuration)},
  };
}

std::function<Answer(const Ask&)> Integrations::about_one(Serve serve) {
  return [this, serve](const Ask& ask) -> Answer {
    const std::string& id = ask.names[0];
    const auto at = integrations_.find(id);
    if (at == integrations_.end())
      return not_found(fmt::format("Unable to find an integration with that integrationId: {}", id), id);
    return (this->*serve)(ask, at->second);
  };
}

Answer Integrations::list(const Ask& ask) const {
  const auto page = read_page(ask.query, kPageSizeMax, kPageNumberMax);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&page)) return *error;
  const auto ids = read_values(ask.query, "ids");
  if (auto error = check_list(ask.query, ids)) return *error;
  std::vector<const Integration*> found;
  for (const auto& [id, integration] : integrations_) {
    if (wanted(integration, ask.query, ids)) found.push_back(&integration);
  }
  if (base::form_value(ask.query, "sortBy") != "id") {
    std::stable_sort(found.begin(), found.end(),
                     [](const Integration* a, const Integration* b) { return a->name < b->name; });
  }
  const bool expanded = expands_configuration(ask.query);
  return make_page(ask, std::get<Page>(page), found.size(),
                   [&](size_t i) { return describe(*found[i], expanded); });
}

Answer Integrations::create(const Ask& ask) {
  const json::Object* type = json::find_object(ask.body, "integrationType");
  const auto type_id = type == nullptr ? std::nullopt : json::find_string(*type, "id");
  if (!type_id) return missing_field("integrationType.id", "the id of an integration type");
  if (*type_id != kIntegrationType)
    return invalid_value("integrationType.id", fmt::format("The integration type {} is not available; {} is.",
                                                           *type_id, kIntegrationType));
  const json::Value* name = ask.body.if_contains("name");
  if (name != nullptr && !name->is_null() && !name->is_string()) return missing_field("name", "a string");
  if (integrations_.size() >= kIntegrationsMax)
    return invalid_value("integrationType.id",
                         fmt::format("The organization has {} integrations of the type {}, the most there "
                                     "may be.",
                                     integrations_.size(), kIntegrationType));
  Integration integration;
  integration.id = base::make_uuid();
  integration.name = json::string_or_empty(ask.body, "name");
  if (integration.name.empty()) integration.name = json::string_or_empty(brief_integration_type(), "name");
  integration.reported_at = timeline_.now();
  save(integration);
  return describe(integrations_[integration.id] = integration, true);
}

Answer Integrations::get(const Ask& ask, Integration& integration) {
  return describe(integration, expands_configuration(ask.query));
}

Answer Integrations::get_configuration(const Ask&, Integration& integration) {
  return describe_configuration(integration);
}

Answer Integrations::put_configuration(const Ask& ask, Integration& integration) {
  if (auto error = check_configuration(ask.body, integration)) return *error;
  integration.name = json::string_or_empty(ask.body, "name");
  integration.notes = json::string_or_empty(ask.body, "notes");
  integration.properties = *json::find_object(ask.body, "properties");
  ++integration.version;
  save(integration);
  return describe_configuration(integration);
}

Answer Integrations::patch(const Ask& ask, Integration& integration) {
  const auto state = json::find_string(ask.body, "intendedState");
  if (!state) return missing_field("intendedState", "ENABLED, DISABLED, DELETED or RESTORED");
  if (auto error = check_patch(ask.body, integration)) return *error;
  if (*state == "ENABLED") return enable(integration);
  if (*state == "DELETED") return remove(ask, integration);
  if (*state == "RESTORED")
    return invalid_value("intendedState",
                         "RESTORED is not served: nothing of a deleted integration is kept.");
  if (*state != "DISABLED")
    return invalid_value(
        "intendedState",
        fmt::format("The field intendedState must be ENABLED, DISABLED, DELETED or RESTORED; "
                    "it is '{}'.",
                    *state));
  return disable(integration);
}

Answer Integrations::list_types(const Ask& ask) const {
  const auto page = read_page(ask.query, kPageSizeMax, kPageNumberMax);
  if (const ErrorBody* error = std::get_if<ErrorBody>(&page)) return *error;
  return make_page(ask, std::get<Page>(page), 1, [](size_t) { return describe_integration_type(); });
}

Answer Integrations::get_type(const Ask& ask) const {
  if (ask.names[0] != kIntegrationType) return no_type(ask.names[0]);
  return describe_integration_type();
}

Answer Integrations::get_schema(const Ask& ask) const {
  if (ask.names[0] != kIntegrationType) return no_type(ask.names[0]);
  auto schema = config_schema(ask.names[1], organization_.topics);
  if (!schema) return not_found(fmt::format("There is no configuration schema {}.", ask.names[1]));
  return *std::move(schema);
}

}  // namespace sb::cloud::genesys
