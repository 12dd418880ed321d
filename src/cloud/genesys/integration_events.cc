// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cloud/genesys/integration_type.h"
#include "cloud/genesys/integrations.h"

// How integrations send events.
namespace sb::cloud::genesys {
namespace {

bool sends(const Integration& integration, const std::string& topic) {
  const json::Array* filter = json::find_array(integration.properties, kEventFilter);
  return filter != nullptr && std::any_of(filter->begin(), filter->end(), [&](const json::Value& name) {
           return name.is_string() && json::view(name.get_string()) == topic;
         });
}

const char* why_not_sent(const std::optional<service::PartnerSourceState>& state) {
  if (state == service::PartnerSourceState::kPending) return "is PENDING: no event bus is associated with it";
  if (state == service::PartnerSourceState::kDeleted) return "is DELETED";
  return state ? "took nothing" : "is gone";
}

}  // namespace

Integrations::Sent Integrations::send(const service::PartnerEvent& event) {
  Sent out;
  for (const auto& [id, integration] : integrations_) {
    if (sends(integration, event.detail_type)) send_to(integration, event, out);
  }
  if (out.count == 0 && out.reasons.empty())
    out.reasons.push_back(fmt::format("no integration's eventFilter holds {}", event.detail_type));
  return out;
}

void Integrations::send_to(const Integration& integration, const service::PartnerEvent& event, Sent& out) {
  if (integration.intended != IntendedState::kEnabled || integration.reported != ReportedState::kActive) {
    out.reasons.push_back(fmt::format("the integration '{}' is {} and {}", integration.name,
                                      name_of(integration.intended), name_of(integration.reported)));
    return;
  }
  const PartnerSource& source = *integration.source;
  if (sources_.send(source.customer, source.name, event)) {
    ++out.count;
    return;
  }
  out.reasons.push_back(fmt::format("the event source {} in {} {} {}", source.name, source.customer.account,
                                    source.customer.region,
                                    why_not_sent(sources_.state_of(source.customer, source.name))));
}

}  // namespace sb::cloud::genesys
