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

bool has_partner_bus(const Observed& observed) {
  return std::any_of(observed.partner_buses.begin(), observed.partner_buses.end(),
                     [](const auto& item) { return item.second.exists; });
}

// Rules or a bus of this stack tell of an integration that the spec does not name any more.
bool has_traces(const Desired& desired, const Observed& observed) {
  return has_partner_bus(observed) ||
         std::any_of(observed.rules.begin(), observed.rules.end(), [&](const auto& item) {
           const std::string& name = item.second.rule.bus;
           return aws::is_partner_bus_name(name) && !desired.buses.contains(name);
         });
}

}  // namespace

base::Status observe_integrations(const World& world, const Desired& desired, bool seeks_orphans,
                                  Observed& out) {
  if (world.genesys == nullptr) return {};
  const bool is_spoken_of = desired.names_integration || has_traces(desired, out);
  if (!is_spoken_of && !seeks_orphans) return {};
  genesys::Integrations integrations(*world.genesys);
  auto all = integrations.list();
  // What goes now is what an integration is found by later.
  const bool must_know = desired.integration || has_partner_bus(out);
  const bool may_be_none = !is_spoken_of || (!all.ok() && all.error().code == "missing.permissions");
  if (!all.ok() && !must_know && may_be_none) {
    out.orphan_notes.push_back("integrations of the stack that the spec does not need were not looked for: " +
                               all.error().message);
    return {};
  }
  if (!all.ok()) return all.error();
  out.integrations = std::move(*all);
  if (!desired.integration || find_integration(out, *desired.integration) != nullptr) return {};
  const auto most = integrations.instances_max();
  if (!most) return most.error();
  out.integrations_max = *most;
  return {};
}

}  // namespace sb::reconcile
