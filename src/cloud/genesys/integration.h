// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/arn.h"
#include "base/clock.h"
#include "json/document.h"

namespace sb::cloud::genesys {

enum class IntendedState { kDisabled, kEnabled, kDeleted };
enum class ReportedState { kInactive, kActivating, kActive, kDeactivating, kError };

// "ENABLED", "ACTIVATING", … of the platform API.
const char* name_of(IntendedState state);
const char* name_of(ReportedState state);

// A partner event source at AWS: whose it is and what it is called.
struct PartnerSource {
  aws::Realm customer;
  std::string name;  // "aws.partner/genesys.com/cloud/ORG/SUFFIX"
  friend bool operator==(const PartnerSource&, const PartnerSource&) = default;
};

// One integration of the type amazon-eventbridge-source. Plain data.
struct Integration {
  std::string id;
  std::string name;
  std::string notes;
  int64_t version = 1;  // of the configuration
  json::Object properties;
  IntendedState intended = IntendedState::kDisabled;
  ReportedState reported = ReportedState::kInactive;
  std::string problem;  // why it is in ERROR
  base::Time reported_at{};
  // What its first activation offered; account, region and suffix are fixed from then on.
  std::optional<PartnerSource> source;
  bool offered = false;  // the source stands at AWS
};

// The row that the store keeps, and the way back. nullopt: a row that says that the integration is gone.
json::Object to_row(const Integration& integration);
std::optional<Integration> integration_of_row(const json::Object& row);
json::Object gone_row();

}  // namespace sb::cloud::genesys
