// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/integration_type.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"

namespace sb::cloud::genesys {
namespace {

constexpr char kName[] = "Amazon EventBridge Source";
constexpr char kTypeUri[] = "/api/v2/integrations/types/amazon-eventbridge-source";
constexpr char kSchemaDialect[] = "http://json-schema.org/draft-04/schema#";

bool is_made_of(std::string_view text, char first, char last) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [&](char c) { return c >= first && c <= last; });
}

// Words of small letters and a number at the end.
bool is_region_code(std::string_view text) {
  const auto parts = base::split(text, '-');
  return parts.size() >= 3 && is_made_of(parts.back(), '0', '9') &&
         std::all_of(parts.begin(), parts.end() - 1,
                     [](std::string_view part) { return is_made_of(part, 'a', 'z'); });
}

struct TextProperty {
  const char* name;
  const char* title;
  const char* pattern;  // what `fits` holds it to, as the schema says it
  bool (*fits)(std::string_view text);
  size_t size_max;
  const char* rule;
};

constexpr TextProperty kTextProperties[] = {
    {kSuffix, "Event source suffix", "^[A-Za-z0-9._-]+$", aws::is_rule_name, kSuffixMax,
     "1 to 64 letters, digits, '.', '-' and '_'"},
    {kAccount, "AWS account ID", "^[0-9]{12}$", aws::is_account_id, 12, "12 digits, as a string"},
    {kRegion, "AWS account region", "^[a-z]+(-[a-z]+)+-[0-9]+$", is_region_code, 32,
     "an AWS region code such as us-east-1"},
};

std::optional<ErrorBody> check_text(const TextProperty& property, const json::Value& value) {
  const json::String* text = value.if_string();
  const bool fits = text != nullptr && text->size() <= property.size_max && property.fits(json::view(*text));
  if (fits) return std::nullopt;
  return invalid_value(property.name, fmt::format("The property {} must be {}; it is {}.", property.name,
                                                  property.rule, json::to_text(value)));
}

std::optional<ErrorBody> check_topic(const json::Value& value, const std::vector<Topic>& topics) {
  if (!value.is_string())
    return invalid_value(
        kEventFilter, fmt::format("The property {} must be a list of topic names; it holds {}.", kEventFilter,
                                  json::to_text(value)));
  const std::string name = json::to_std(value.get_string());
  const auto topic =
      std::find_if(topics.begin(), topics.end(), [&](const Topic& known) { return known.name == name; });
  if (topic != topics.end() && topic->reaches_eventbridge()) return std::nullopt;
  return invalid_value(
      kEventFilter, topic == topics.end()
                        ? fmt::format("The topic {} is not available in this organization.", name)
                        : fmt::format("The topic {} is not available on the EventBridge transport.", name));
}

void check_event_filter(const json::Value& value, const std::vector<Topic>& topics,
                        std::vector<ErrorBody>& findings) {
  const json::Array* names = value.if_array();
  if (names == nullptr) {
    findings.push_back(invalid_value(
        kEventFilter, fmt::format("The property {} must be a list of topic names.", kEventFilter)));
    return;
  }
  if (names->size() > kTopicsPerIntegrationMax) {
    findings.push_back(
        invalid_value(kEventFilter, fmt::format("The property {} holds {} topics; it may hold {}.",
                                                kEventFilter, names->size(), kTopicsPerIntegrationMax)));
    return;
  }
  for (const json::Value& name : *names) {
    if (auto finding = check_topic(name, topics)) findings.push_back(std::move(*finding));
  }
}

json::Object properties_schema(const std::vector<Topic>& topics) {
  json::Object properties;
  json::Array required;
  for (const TextProperty& property : kTextProperties) {
    properties[property.name] = {{"type", "string"},
                                 {"title", property.title},
                                 {"pattern", property.pattern},
                                 {"maxLength", property.size_max}};
    required.emplace_back(property.name);
  }
  json::Array names;
  for (const Topic& topic : topics) {
    if (topic.reaches_eventbridge()) names.emplace_back(topic.name);
  }
  properties[kEventFilter] = {{"type", "array"},
                              {"title", "Topics"},
                              {"items", {{"type", "string"}, {"enum", std::move(names)}}},
                              {"maxItems", kTopicsPerIntegrationMax}};
  required.emplace_back(kEventFilter);
  return {{"$schema", kSchemaDialect},
          {"title", fmt::format("{} properties", kName)},
          {"type", "object"},
          {"required", std::move(required)},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

}  // namespace

json::Object brief_integration_type() {
  return {{"id", kIntegrationType}, {"name", kName}, {"selfUri", kTypeUri}};
}

json::Object describe_integration_type() {
  json::Object out = brief_integration_type();
  out["description"] = "Sends events of this organization to an Amazon EventBridge partner event source.";
  out["provider"] = "clientapps";
  out["category"] = "Amazon Web Services";
  out["configPropertiesSchemaUri"] = fmt::format("{}/configschemas/properties", kTypeUri);
  out["configAdvancedSchemaUri"] = fmt::format("{}/configschemas/advanced", kTypeUri);
  out["vendorName"] = "Genesys";
  out["credentials"] = json::Object{};
  out["nonInstallable"] = false;
  out["maxInstances"] = kIntegrationsMax;
  return out;
}

std::optional<json::Object> config_schema(const std::string& kind, const std::vector<Topic>& topics) {
  if (kind == "properties") return properties_schema(topics);
  if (kind != "advanced") return std::nullopt;
  return json::Object{{"$schema", kSchemaDialect},
                      {"title", fmt::format("{} advanced", kName)},
                      {"type", "object"},
                      {"properties", json::Object{}},
                      {"additionalProperties", false}};
}

std::vector<ErrorBody> check_properties(const json::Object& properties, const std::vector<Topic>& topics) {
  std::vector<ErrorBody> findings;
  for (const auto& [name, value] : properties) {
    const auto text = std::find_if(std::begin(kTextProperties), std::end(kTextProperties),
                                   [&, &key = name](const TextProperty& known) { return key == known.name; });
    if (text != std::end(kTextProperties)) {
      if (auto finding = check_text(*text, value)) findings.push_back(std::move(*finding));
    } else if (name == kEventFilter) {
      check_event_filter(value, topics, findings);
    } else {
      findings.push_back(
          invalid_value(std::string(name), fmt::format("The property {} is not one of this integration type.",
                                                       std::string_view(name.data(), name.size()))));
    }
  }
  return findings;
}

std::vector<ErrorBody> check_complete(const json::Object& properties) {
  std::vector<ErrorBody> findings;
  for (const char* name : {kSuffix, kAccount, kRegion, kEventFilter}) {
    if (!properties.contains(name)) findings.push_back(missing_field(name, "set"));
  }
  return findings;
}

}  // namespace sb::cloud::genesys
