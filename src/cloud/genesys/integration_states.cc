// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cloud/genesys/integration_type.h"
#include "cloud/genesys/integration_view.h"
#include "cloud/genesys/integrations.h"

// How an integration goes from one state to the next.
namespace sb::cloud::genesys {
namespace {

// How long activating and deactivating take.
constexpr base::Milliseconds kMoment{200};

ErrorBody being_deleted(const Integration& integration) {
  return conflict("The integration is being deleted.", integration.id);
}

}  // namespace

Answer Integrations::enable(Integration& integration) {
  if (integration.intended == IntendedState::kDeleted) return being_deleted(integration);
  if (auto findings = check_complete(integration.properties); !findings.empty())
    return invalid_values(std::move(findings));
  const bool on_its_way =
      integration.intended == IntendedState::kEnabled && integration.reported != ReportedState::kError;
  if (!on_its_way) {
    integration.intended = IntendedState::kEnabled;
    report(integration, ReportedState::kActivating);
    settle_soon(integration.id);
  }
  return describe(integration, false);
}

Answer Integrations::disable(Integration& integration) {
  if (integration.intended == IntendedState::kDeleted) return being_deleted(integration);
  if (integration.intended == IntendedState::kEnabled) {
    integration.intended = IntendedState::kDisabled;
    report(integration, ReportedState::kDeactivating);
    settle_soon(integration.id);
  }
  return describe(integration, false);
}

Answer Integrations::remove(const Ask&, Integration& integration) {
  integration.intended = IntendedState::kDeleted;
  if (integration.reported == ReportedState::kInactive) {
    json::Object last = describe(integration, false);
    const std::string id = integration.id;
    integrations_.erase(id);
    forget(id);
    return last;
  }
  report(integration, ReportedState::kDeactivating);
  settle_soon(integration.id);
  return describe(integration, false);
}

void Integrations::report(Integration& integration, ReportedState state, std::string problem) {
  integration.reported = state;
  integration.problem = std::move(problem);
  integration.reported_at = timeline_.now();
  save(integration);
}

void Integrations::settle_soon(const std::string& id) {
  timeline_.call_at(timeline_.now() + kMoment, [this, id] { settle(id); });
}

void Integrations::settle(const std::string& id) {
  const auto at = integrations_.find(id);
  if (at == integrations_.end()) return;
  if (at->second.reported == ReportedState::kActivating) return activate(at->second);
  if (at->second.reported == ReportedState::kDeactivating) return deactivate(at->second);
}

void Integrations::activate(Integration& integration) {
  const PartnerSource source = integration.source.value_or(source_of(integration));
  if (!integration.offered) {
    const base::Status offered = sources_.offer(source.customer, source.name);
    if (!offered) {
      return report(
          integration, ReportedState::kError,
          fmt::format("AWS refused the partner event source {}: {}", source.name, offered.error().message));
    }
  }
  integration.offered = true;
  integration.source = source;
  report(integration, ReportedState::kActive);
}

void Integrations::deactivate(Integration& integration) {
  if (integration.offered) sources_.withdraw(integration.source->customer, integration.source->name);
  integration.offered = false;
  if (integration.intended != IntendedState::kDeleted) return report(integration, ReportedState::kInactive);
  const std::string id = integration.id;
  integrations_.erase(id);
  forget(id);
}

PartnerSource Integrations::source_of(const Integration& integration) const {
  const json::Object& properties = integration.properties;
  return {{json::string_or_empty(properties, kAccount), json::string_or_empty(properties, kRegion)},
          fmt::format("aws.partner/genesys.com/cloud/{}/{}", organization_.id,
                      json::string_or_empty(properties, kSuffix))};
}

}  // namespace sb::cloud::genesys
