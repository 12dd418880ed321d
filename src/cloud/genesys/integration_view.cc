// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integration_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "cloud/genesys/integration_type.h"
#include "cloud/genesys/paging.h"

namespace sb::cloud::genesys {
namespace {

std::string uri_of(const Integration& integration) {
  return fmt::format("/api/v2/integrations/{}", base::percent_encode(integration.id));
}

std::string configuration_uri(const Integration& integration) {
  return fmt::format("{}/config/current", uri_of(integration));
}

struct StateWords {
  const char* effective;
  const char* message;
};

StateWords words_of(ReportedState state) {
  switch (state) {
    case ReportedState::kActive:
      return {"Active", "The integration is active."};
    case ReportedState::kActivating:
      return {"Activating", "The partner event source is being made."};
    case ReportedState::kDeactivating:
      return {"Deactivating", "The partner event source is being withdrawn."};
    case ReportedState::kError:
      return {"Error", "The integration could not be activated."};
    case ReportedState::kInactive:
      break;
  }
  return {"Inactive", "The integration is inactive."};
}

json::Object describe_state(const Integration& integration) {
  const StateWords words = words_of(integration.reported);
  const std::string code = base::to_lower(name_of(integration.reported));
  const std::string message =
      integration.problem.empty() ? words.message : fmt::format("{} {}", words.message, integration.problem);
  return {{"code", name_of(integration.reported)},
          {"effective", words.effective},
          {"detail",
           {{"localizableMessageCode", fmt::format("integrations.state.{}", code)},
            {"message", message},
            {"messageWithParams", message},
            {"messageParams", json::Object{}}}},
          {"lastUpdated", base::format_iso_milliseconds(integration.reported_at)}};
}

}  // namespace

bool expands_configuration(const base::Form& query) {
  const auto fields = read_values(query, "expand");
  return std::find(fields.begin(), fields.end(), "config.current") != fields.end();
}

json::Object describe(const Integration& integration, bool expanded) {
  json::Object configuration =
      expanded ? describe_configuration(integration)
               : json::Object{{"id", integration.id}, {"selfUri", configuration_uri(integration)}};
  return {{"id", integration.id},
          {"name", integration.name},
          {"integrationType", brief_integration_type()},
          {"notes", integration.notes},
          {"intendedState", name_of(integration.intended)},
          {"config", {{"current", std::move(configuration)}}},
          {"reportedState", describe_state(integration)},
          {"attributes", json::Object{}},
          {"selfUri", uri_of(integration)}};
}

json::Object describe_configuration(const Integration& integration) {
  return {{"id", integration.id},           {"name", integration.name},
          {"version", integration.version}, {"properties", integration.properties},
          {"advanced", json::Object{}},     {"notes", integration.notes},
          {"credentials", json::Object{}},  {"selfUri", configuration_uri(integration)}};
}

std::optional<ErrorBody> check_patch(const json::Object& body, const Integration& integration) {
  const auto check = [&](const char* field, const std::string& current) -> std::optional<ErrorBody> {
    if (!body.contains(field) || json::find_string(body, field) == current) return std::nullopt;
    return invalid_value(
        field, fmt::format("The field {} is changed by PUT {}.", field, configuration_uri(integration)));
  };
  if (auto error = check("name", integration.name)) return error;
  return check("notes", integration.notes);
}

}  // namespace sb::cloud::genesys
