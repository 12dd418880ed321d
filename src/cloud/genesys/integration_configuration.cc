// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cloud/genesys/integration_type.h"
#include "cloud/genesys/integrations.h"

// Which configurations are taken.
namespace sb::cloud::genesys {
namespace {

std::vector<ErrorBody> check_shape(const json::Object& body) {
  std::vector<ErrorBody> findings;
  for (const char* field : {"name", "notes"}) {
    if (!json::find_string(body, field)) findings.push_back(missing_field(field, "a string"));
  }
  const json::Value* version = body.if_contains("version");
  if (version == nullptr || !version->is_int64())
    findings.push_back(missing_field("version", "a whole number"));
  for (const char* field : {"properties", "advanced", "credentials"}) {
    if (json::find_object(body, field) == nullptr) findings.push_back(missing_field(field, "an object"));
  }
  return findings;
}

ErrorBody version_conflict(int64_t given, const Integration& integration) {
  ErrorBody out = conflict(fmt::format("The version {} does not match the current version {} of the "
                                       "configuration.",
                                       given, integration.version),
                           integration.id);
  out.message_with_params =
      "The version {version} does not match the current version {currentVersion} of the configuration.";
  out.message_params = {{"version", std::to_string(given)},
                        {"currentVersion", std::to_string(integration.version)}};
  return out;
}

// After the first activation, `now` must name what `before` names.
std::optional<ErrorBody> check_fixed(const char* property, const std::string& before,
                                     const std::string& now) {
  if (before == now) return std::nullopt;
  return invalid_value(
      property, fmt::format("The property {} cannot change after the integration has been enabled (from '{}' "
                            "to '{}'): delete the integration and create another.",
                            property, before, now));
}

}  // namespace

std::optional<ErrorBody> Integrations::check_configuration(const json::Object& body,
                                                           const Integration& integration) const {
  if (auto findings = check_shape(body); !findings.empty()) return invalid_values(std::move(findings));
  if (integration.intended == IntendedState::kDeleted)
    return conflict("The integration is being deleted.", integration.id);
  const int64_t version = body.at("version").get_int64();
  if (version != integration.version) return version_conflict(version, integration);
  const json::Object& properties = *json::find_object(body, "properties");
  auto findings = check_properties(properties, organization_.topics);
  for (const char* field : {"advanced", "credentials"}) {
    if (!json::find_object(body, field)->empty())
      findings.push_back(
          invalid_value(field, fmt::format("The field {} must be empty for this integration type.", field)));
  }
  if (integration.intended == IntendedState::kEnabled) {
    for (ErrorBody& finding : check_complete(properties)) findings.push_back(std::move(finding));
  }
  if (!findings.empty()) return invalid_values(std::move(findings));
  const std::string suffix = json::string_or_empty(properties, kSuffix);
  for (const auto& [id, other] : integrations_) {
    if (id != integration.id && !suffix.empty() && json::string_or_empty(other.properties, kSuffix) == suffix)
      return invalid_value(kSuffix, fmt::format("The suffix '{}' is used by the integration '{}' ({}).",
                                                suffix, other.name, id));
  }
  if (!integration.source) return std::nullopt;
  const PartnerSource& fixed = *integration.source;
  for (auto error :
       {check_fixed(kAccount, fixed.customer.account, json::string_or_empty(properties, kAccount)),
        check_fixed(kRegion, fixed.customer.region, json::string_or_empty(properties, kRegion)),
        check_fixed(kSuffix, fixed.name.substr(fixed.name.rfind('/') + 1), suffix)}) {
    if (error) return error;
  }
  return std::nullopt;
}

}  // namespace sb::cloud::genesys
