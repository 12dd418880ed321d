// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cloud/genesys/integration_view.h"
#include "cloud/genesys/integrations.h"

// How integrations are kept: a row for each that was made or changed, and one for each of the organisation's
// own that was deleted.
namespace sb::cloud::genesys {

void Integrations::save(const Integration& integration) {
  store_.put(store::Table::kGenesysIntegration, integration.id, json::to_text(to_row(integration)));
}

void Integrations::forget(const std::string& id) {
  const auto& own = organization_.integrations;
  if (std::any_of(own.begin(), own.end(), [&](const Integration& known) { return known.id == id; })) {
    store_.put(store::Table::kGenesysIntegration, id, json::to_text(gone_row()));
  } else {
    store_.erase(store::Table::kGenesysIntegration, id);
  }
}

json::Array Integrations::describe_all() const {
  json::Array out;
  for (const auto& [id, integration] : integrations_) out.push_back(describe(integration, true));
  return out;
}

void Integrations::reset() {
  for (const auto& [id, integration] : integrations_) {
    if (integration.offered) sources_.withdraw(integration.source->customer, integration.source->name);
    store_.erase(store::Table::kGenesysIntegration, id);
  }
  integrations_.clear();
  begin();
  for (const auto& [id, integration] : integrations_) {
    store_.erase(store::Table::kGenesysIntegration, id);  // it may say that this one was deleted
    settle_soon(id);
  }
}

void Integrations::offer_again() {
  for (const auto& [id, integration] : integrations_) {
    if (integration.offered) (void)sources_.offer(integration.source->customer, integration.source->name);
  }
}

base::Status Integrations::load() {
  const auto status = store_.for_each_object(store::Table::kGenesysIntegration,
                                             [this](std::string_view key, const json::Object& row) {
                                               if (auto integration = integration_of_row(row)) {
                                                 integrations_[std::string(key)] = std::move(*integration);
                                               } else {
                                                 integrations_.erase(std::string(key));
                                               }
                                             });
  for (const auto& [id, integration] : integrations_) settle_soon(id);
  return status;
}

}  // namespace sb::cloud::genesys
