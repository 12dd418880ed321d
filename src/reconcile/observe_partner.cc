// SPDX-License-Identifier: Apache-2.0
#include "reconcile/observe_partner.h"

#include <algorithm>

#include "aws/limits.h"
#include "reconcile/partner.h"

namespace sb::reconcile {

base::Status observe_buses(const World& world, const Desired& desired,
                           const std::vector<awsclient::EventBus>& listed, Observed& out) {
  for (const awsclient::EventBus& bus : listed) {
    if (aws::is_partner_bus_name(bus.name) && is_held_by(read_holders(bus.description), desired.stack))
      out.partner_buses[bus.name] = {true, bus.description, std::nullopt, 0, {}};
  }
  if (!desired.integration) return {};
  const std::string& name = desired.integration->source;
  const auto bus = world.eventbridge.describe_event_bus(name);
  if (!bus) return bus.error();
  const auto source = world.eventbridge.describe_event_source(name);
  if (!source) return source.error();
  out.partner_buses[name] = {bus->has_value(), *bus ? (*bus)->description : "", *source, 0, {}};
  return {};
}

void note_rules_on_buses(const Desired& desired, const std::vector<awsclient::Rule>& rules, Observed& out) {
  for (const awsclient::Rule& rule : rules) {
    const auto bus = out.partner_buses.find(rule.bus);
    if (bus == out.partner_buses.end()) continue;
    const auto mark = read_mark(rule.description);
    if (!mark) {
      ++bus->second.foreign_rules;
    } else if (mark->stack != desired.stack) {
      bus->second.other_stacks.insert(mark->stack);
    }
  }
}

namespace {

// Rules or a bus of this stack tell of an integration that the spec does not name any more.
bool has_traces(const Desired& desired, const Observed& observed) {
  const bool bus = std::any_of(observed.partner_buses.begin(), observed.partner_buses.end(),
                               [](const auto& item) { return item.second.exists; });
  return bus || std::any_of(observed.rules.begin(), observed.rules.end(), [&](const auto& item) {
           const std::string& name = item.second.rule.bus;
           return aws::is_partner_bus_name(name) && !desired.buses.contains(name);
         });
}

}  // namespace

base::Status observe_integrations(const World& world, const Desired& desired, Observed& out) {
  if (world.genesys == nullptr) return {};
  if (!desired.names_integration && !has_traces(desired, out)) return {};
  genesys::Integrations integrations(*world.genesys);
  auto all = integrations.list();
  if (!all.ok()) return desired.integration ? base::Status{all.error()} : base::Status{};
  out.integrations = std::move(*all);
  if (!desired.integration || find_integration(out, *desired.integration) != nullptr) return {};
  const auto most = integrations.instances_max();
  if (!most) return most.error();
  out.integrations_max = *most;
  return {};
}

}  // namespace sb::reconcile
