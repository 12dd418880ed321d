// SPDX-License-Identifier: Apache-2.0
#include "reconcile/partner.h"

#include <fmt/format.h>

namespace sb::reconcile {

std::string unfinished_name(const std::string& stack) {
  return fmt::format("Switchboard {} (unfinished)", stack);
}

std::string integration_name(const std::string& stack, const std::string& suffix) {
  return fmt::format("Switchboard {} {}", stack, suffix);
}

bool is_being_deleted(const genesys::Integration& integration) { return integration.intended == "DELETED"; }

const genesys::Integration* find_integration(const std::vector<genesys::Integration>& all,
                                             const std::string& suffix, const aws::Realm& realm) {
  for (const genesys::Integration& item : all) {
    const genesys::IntegrationConfig& config = item.config;
    if (!is_being_deleted(item) && config.suffix == suffix &&
        aws::Realm{config.account, config.region} == realm) {
      return &item;
    }
  }
  return nullptr;
}

const genesys::Integration* find_integration(const Observed& observed, const DesiredIntegration& wanted) {
  return find_integration(observed.integrations, wanted.suffix, wanted.realm);
}

bool is_unfinished(const genesys::Integration& integration, const std::string& stack) {
  return integration.config.suffix.empty() && integration.name == unfinished_name(stack) &&
         !is_being_deleted(integration);
}

std::set<std::string> missing_topics(const genesys::Integration& integration,
                                     const std::set<std::string>& topics) {
  std::set<std::string> out = topics;
  for (const std::string& topic : integration.config.topics) out.erase(topic);
  return out;
}

}  // namespace sb::reconcile
