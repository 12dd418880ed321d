// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/clock.h"
#include "base/text.h"
#include "reconcile/doctor/walk.h"
#include "reconcile/holders.h"
#include "reconcile/route_pattern.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kActive[] = "is active";
constexpr char kWhere[] = "Genesys Cloud Admin > Integrations";

std::string suffix_of(const std::string& bus) { return bus.substr(bus.rfind('/') + 1); }

std::vector<std::string> missing_topics(const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& live) {
  std::vector<std::string> out;
  for (const std::string& topic : wanted) {
    if (std::find(live.begin(), live.end(), topic) == live.end()) out.push_back(topic);
  }
  return out;
}

}  // namespace

std::string Walk::partner_bus() const {
  Resolution resolution;
  resolution.realm = signed_in_.realm;
  resolution.organization_id = signed_in_.organization.id;
  resolution.without_patterns = true;
  for (const std::string& bus : make_desired(one_route_, resolution).desired.buses) {
    if (aws::is_partner_bus_name(bus)) return bus;
  }
  return "";
}

bool Walk::check_integration(const std::string& bus) {
  const std::string subject = "integration " + suffix_of(bus);
  if (signed_in_.may_read_integrations.broken()) {
    chain_.leave("everything from Genesys Cloud on", signed_in_.may_read_integrations.why);
    return false;
  }
  if (!signed_in_.genesys.usable() || !signed_in_.may_read_integrations.usable()) {
    const Standing& cause =
        signed_in_.genesys.usable() ? signed_in_.may_read_integrations : signed_in_.genesys;
    return chain_.unknown(subject, kActive, kGenesysAdmin, cause.why);
  }
  const auto& all = signed_in_.integrations;
  const auto found = std::find_if(all.begin(), all.end(), [&](const genesys::Integration& integration) {
    return integration.config.suffix == suffix_of(bus);
  });
  if (found == all.end()) {
    chain_.bad(subject, "exists", kGenesysAdmin,
               fmt::format("the organisation has {} integrations to EventBridge, and none with this suffix",
                           all.size()),
               request_.commands.apply);
  } else if (check_integration_state(subject, *found) && check_destination(subject, *found) &&
             check_topics(subject, *found)) {
    return true;
  }
  chain_.leave("the event source, the bus and everything behind it");
  return false;
}

bool Walk::check_integration_state(const std::string& subject, const genesys::Integration& found) {
  chain_.good(subject, "exists", found.name);
  if (found.reported == "ACTIVE") return chain_.good(subject, kActive);
  if (found.reported == "ACTIVATING") {
    return chain_.bad(subject, kActive, kGenesysAdmin, "Genesys Cloud is still activating it",
                      "wait some minutes; if it stays so, delete the integration and make it anew: " +
                          request_.commands.apply);
  }
  const std::string state =
      fmt::format("it is {}, meant to be {}. {}", found.reported, found.intended, found.message);
  const bool theirs = read_holders(found.config.notes).empty();
  return chain_.bad(subject, kActive, kGenesysAdmin, state,
                    found.intended == "ENABLED"
                        ? fmt::format("look at {}: what stands beside its switch; an integration in error is "
                                      "deleted and made anew by {}",
                                      kWhere, request_.commands.apply)
                        : fmt::format("{}{}, or switch it on in {}", request_.commands.apply,
                                      theirs ? " --adopt" : "", kWhere));
}

bool Walk::check_destination(const std::string& subject, const genesys::Integration& found) {
  static constexpr char kHere[] = "sends to this account and region";
  const aws::Realm sends_to{found.config.account, found.config.region};
  if (!signed_in_.aws.usable()) return chain_.unknown(subject, kHere, kAwsOwner, signed_in_.aws.why);
  if (sends_to == signed_in_.realm) return chain_.good(subject, kHere);
  return chain_.bad(
      subject, kHere, kThisSpec,
      fmt::format("it sends to the account {} in {}, and this is {} in {}", sends_to.account, sends_to.region,
                  signed_in_.realm.account, signed_in_.realm.region),
      fmt::format("use that account and --region {}; account and region of an integration cannot be changed, "
                  "only another one made",
                  sends_to.region));
}

bool Walk::check_topics(const std::string& subject, const genesys::Integration& found) {
  static constexpr char kSends[] = "its event filter has the route's topics";
  const auto missing = missing_topics(events_of(route_), found.config.topics);
  if (missing.empty()) return chain_.good(subject, kSends);
  return chain_.bad(subject, kSends, kGenesysAdmin,
                    fmt::format("it does not send {}", base::join(missing, ", ")), request_.commands.apply);
}

bool Walk::refuse_pending(const std::string& subject, const std::string& bus,
                          const awsclient::EventSource& source) {
  const bool has_bus = live_->rules(bus).ok();
  std::string detail = has_bus ? "it is PENDING although its bus stands: somebody has deactivated it"
                               : "it is PENDING: no bus is associated";
  detail += ", and what is sent is dropped";
  if (source.expires) detail += "; it lapses at " + base::format_iso_seconds(*source.expires);
  return chain_.bad(subject, kActive, kAwsOwner, std::move(detail),
                    has_bus
                        ? fmt::format("{} events activate-event-source --name {}", request_.commands.aws, bus)
                        : fmt::format("{}; or {} events create-event-bus --name {} --event-source-name {}",
                                      request_.commands.apply, request_.commands.aws, bus, bus));
}

bool Walk::check_source(const std::string& bus) {
  const std::string subject = "event source " + bus;
  const auto& source = live_->source(bus);
  if (!source.ok()) return chain_.unreadable(subject, kActive, kAwsOwner, source.error());
  if (!*source) {
    return chain_.bad(
        subject, "is offered", kGenesysAdmin,
        fmt::format("no such event source is offered to this account in {}: the integration never "
                    "made it, withdrew it, or it lapsed without a bus",
                    signed_in_.realm.region),
        fmt::format("delete the integration in {} and make it anew: {}", kWhere, request_.commands.apply));
  }
  if ((*source)->state == "ACTIVE") return chain_.good(subject, kActive);
  if ((*source)->state == "PENDING") return refuse_pending(subject, bus, **source);
  return chain_.bad(
      subject, kActive, kGenesysAdmin,
      fmt::format("it is {}: Genesys Cloud has withdrawn it", (*source)->state),
      fmt::format("switch the integration on again in {}; its bus and rules come to life with it", kWhere));
}

}  // namespace sb::reconcile::doctor
