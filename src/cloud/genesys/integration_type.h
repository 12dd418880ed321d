// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cloud/genesys/answers.h"
#include "cloud/genesys/topic.h"
#include "json/document.h"

// The one integration type that is offered, amazon-eventbridge-source, and what its configuration may hold.
namespace sb::cloud::genesys {

inline constexpr char kIntegrationType[] = "amazon-eventbridge-source";
// Genesys Cloud publishes no figure for either; clients are to read maxInstances and maxItems.
inline constexpr size_t kIntegrationsMax = 10;
inline constexpr size_t kTopicsPerIntegrationMax = 50;
inline constexpr size_t kSuffixMax = 64;

// The properties of a configuration.
inline constexpr char kSuffix[] = "eventSourceSuffix";
inline constexpr char kAccount[] = "awsAccountId";
inline constexpr char kRegion[] = "awsAccountRegion";
inline constexpr char kEventFilter[] = "eventFilter";

// {"id","name","selfUri"}, as an integration carries it.
json::Object brief_integration_type();
json::Object describe_integration_type();
// The JSON schema of "properties" or "advanced"; nullopt: there is no such schema.
std::optional<json::Object> config_schema(const std::string& kind, const std::vector<Topic>& topics);

// What is wrong with properties, by the schema; what is absent is no finding.
std::vector<ErrorBody> check_properties(const json::Object& properties, const std::vector<Topic>& topics);
// A finding for each property that an enabled integration needs and that is absent.
std::vector<ErrorBody> check_complete(const json::Object& properties);

}  // namespace sb::cloud::genesys
