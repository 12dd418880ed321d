// SPDX-License-Identifier: Apache-2.0
#include "reconcile/verify_partner.h"

#include <fmt/format.h>

#include "base/text.h"
#include "reconcile/partner.h"

namespace sb::reconcile {
namespace {

constexpr char kActive[] = "ACTIVE";

Check make_check(std::string subject, std::string check, bool ok, std::string detail, std::string fix) {
  return {std::move(subject), std::move(check), ok, std::move(detail), ok ? "" : std::move(fix)};
}

void check_integration(const DesiredIntegration& wanted, const Observed& observed, const Commands& commands,
                       std::vector<Check>& out) {
  const genesys::Integration* found = find_integration(observed, wanted);
  if (found == nullptr) {
    out.push_back(make_check(
        "integration " + wanted.suffix, "exists", false,
        fmt::format("none sends to {} in {} {}", wanted.source, wanted.realm.account, wanted.realm.region),
        commands.apply));
    return;
  }
  const std::string subject = "integration " + found->name;
  const bool active = found->intended == "ENABLED" && found->reported == kActive;
  out.push_back(make_check(subject, "is enabled and ACTIVE", active,
                           fmt::format("it is {} and reports {}: {}", found->intended, found->reported,
                                       found->message.empty() ? "no reason given" : found->message),
                           "enable it in Genesys Cloud, Admin > Integrations; or " + commands.apply));
  const std::set<std::string> missing = missing_topics(*found, wanted.topics);
  out.push_back(make_check(
      subject, "sends the topics of all routes", missing.empty(),
      missing.empty()
          ? fmt::format("{} topics", wanted.topics.size())
          : "not sent: " + base::join(std::vector<std::string>(missing.begin(), missing.end()), ", "),
      commands.apply));
}

void check_source(const DesiredIntegration& wanted, const ObservedBus& bus, const Commands& commands,
                  std::vector<Check>& out) {
  std::string detail = "it is not offered to this account and region";
  if (bus.source) detail = "it is " + bus.source->state;
  if (bus.source && bus.source->expires)
    detail += fmt::format(" and lapses {}; events sent meanwhile are lost",
                          base::format_iso_seconds(*bus.source->expires));
  out.push_back(make_check("event source " + wanted.source, "is ACTIVE",
                           bus.source && bus.source->state == kActive, std::move(detail), commands.apply));
  out.push_back(make_check("event bus " + wanted.source, "exists", bus.exists,
                           aws::bus_arn(wanted.realm, wanted.source), commands.apply));
}

}  // namespace

std::vector<Check> check_partner_road(const Desired& desired, const Observed& observed,
                                      const Commands& commands) {
  std::vector<Check> out;
  if (!desired.integration) return out;
  check_integration(*desired.integration, observed, commands, out);
  const auto bus = observed.partner_buses.find(desired.integration->source);
  check_source(*desired.integration, bus == observed.partner_buses.end() ? ObservedBus{} : bus->second,
               commands, out);
  return out;
}

}  // namespace sb::reconcile
