// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "reconcile/desired_builder.h"
#include "reconcile/route_pattern.h"

namespace sb::reconcile {
namespace {

std::string quoted(const std::string& text) { return json::to_text(json::Value(text)); }

}  // namespace

const spec::Family* DesiredBuilder::family_of(const spec::Route& route) const {
  if (!route.intent.empty()) return spec_.catalogue.find_family("partner");
  const spec::Event* event = spec_.catalogue.find_event(route.events.front());
  return event == nullptr ? nullptr : spec_.catalogue.find_family(event->family);
}

void DesiredBuilder::add_route(const spec::Route& route) {
  if (route.pattern) {
    const std::string bus = aws::bus_name(route.bus);
    out_.desired.buses.insert(bus);
    return add_rules(route, bus, "");
  }
  const spec::Family* family = family_of(route);
  if (family == nullptr) return problem(route, "its events belong to no family");
  std::string bus = route.bus.empty() ? family->bus : aws::bus_name(route.bus);
  const std::string partner_bus = partner_bus_of(bus);
  if (family->partner && bus.empty()) bus = partner_bus;
  if (family->partner && !bus.empty() && bus == integration_source()) add_integration(route);
  const std::string source = family->partner ? partner_source(*family, partner_bus) : quoted(family->source);
  add_event_types(route, *family);
  out_.desired.buses.insert(bus);
  add_rules(route, bus, source);
}

std::string DesiredBuilder::partner_bus_of(const std::string& bus) const {
  if (aws::is_partner_bus_name(bus)) return bus;
  return integration_source();
}

std::string DesiredBuilder::integration_source() const {
  const std::string& suffix = spec_.genesys.integration.suffix;
  if (suffix.empty()) return "";
  return fmt::format("aws.partner/genesys.com/cloud/{}/{}", resolution_.organization_id, suffix);
}

void DesiredBuilder::add_integration(const spec::Route& route) {
  auto& integration = out_.desired.integration;
  if (!integration) {
    integration = DesiredIntegration{spec_.genesys.integration.suffix,
                                     resolution_.realm,
                                     integration_source(),
                                     {},
                                     base::place_in(spec_.file, spec_.genesys.integration.position)};
  }
  for (const std::string& topic : events_of(route)) integration->topics.insert(topic);
}

std::string DesiredBuilder::partner_source(const spec::Family& family, const std::string& partner_bus) {
  return partner_bus.empty() ? "{\"prefix\":" + quoted(family.source) + "}" : quoted(partner_bus);
}

void DesiredBuilder::add_event_types(const spec::Route& route, const spec::Family& family) {
  const bool wanted = family.subscription == spec::Subscription::kEventType ||
                      family.subscription == spec::Subscription::kEventTypeIfAny;
  if (!wanted) return;
  for (const std::string& name : route.events) {
    auto& types = out_.desired.event_types;
    const bool known =
        std::any_of(types.begin(), types.end(), [&](const DesiredEventType& t) { return t.name == name; });
    if (!known) types.push_back({name, family.subscription == spec::Subscription::kEventType});
  }
}

}  // namespace sb::reconcile
