// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "reconcile/doctor/sample.h"
#include "reconcile/live_parts.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kAllOfAws[] = "the bus, the rule, its pattern, targets, subscribers and dead letters";

spec::Spec only(const spec::Spec& spec, const spec::Route& route) {
  spec::Spec out = spec;
  out.routes = {route};
  return out;
}

}  // namespace

Walk::Walk(const Sides& sides, const Request& request, const SignedIn& signed_in, Live* live,
           const spec::Route& route)
    : sides_(sides),
      request_(request),
      signed_in_(signed_in),
      live_(live),
      route_(route),
      one_route_(only(*request.spec, route)),
      chain_(route.name) {
  if (request.event.empty()) return;
  const auto event = complete_event(request.event, signed_in.realm);
  event_ = event.ok() ? *event : request.event;
}

std::vector<Finding> Walk::run() {
  if (walk_genesys()) walk_aws();
  return std::move(chain_).take();
}

bool Walk::walk_aws() {
  if (!signed_in_.aws.usable() || live_ == nullptr) {
    chain_.leave(kAllOfAws, signed_in_.aws.why);
    return false;
  }
  // The partner bus is named after the organisation, which only Genesys Cloud tells.
  if (comes_over_partner_bus() && route_.bus.empty() && partner_bus().empty()) {
    chain_.leave(kAllOfAws, signed_in_.genesys.why);
    return false;
  }
  auto wanted = want();
  if (!wanted) {
    chain_.leave(kAllOfAws);
    return false;
  }
  desired_ = std::move(*wanted);
  if (!event_.empty() && !check_event_is_wanted()) {
    chain_.leave(kAllOfAws);
    return false;
  }
  for (const std::string& bus : desired_.buses) {
    if ((!aws::is_partner_bus_name(bus) || check_source(bus)) && check_bus(bus)) continue;
    chain_.leave("the rule, its pattern, targets, subscribers and dead letters");
    return false;
  }
  for (const DesiredRule& rule : desired_.rules) {
    if (event_.empty() || wants_event(rule)) walk_rule(rule);
  }
  return true;
}

std::optional<Desired> Walk::want() {
  Resolution resolution;
  resolution.realm = signed_in_.realm;
  resolution.organization_id = signed_in_.organization.id;
  const auto queues = signed_in_.queues.find(route_.name);
  if (queues != signed_in_.queues.end()) resolution.queue_ids[route_.name] = queues->second.ids;
  // Without the queues' ids there is no pattern to ask for; names of rules and all else follow from the spec.
  resolution.without_patterns = !route_.queues.empty() && queues == signed_in_.queues.end();
  DesiredResult first = make_desired(one_route_, resolution);
  Observed observed;
  for (const std::string& bus : first.desired.buses) {
    const auto& rules = live_->rules(bus);
    if (!rules.ok()) continue;
    for (const awsclient::Rule& rule : *rules)
      observed.rules[aws::rule_arn(signed_in_.realm, bus, rule.name)].rule = rule;
  }
  resolution.live_parts = read_live_parts(one_route_, first.desired, observed);
  DesiredResult out = make_desired(one_route_, resolution);
  for (const base::Error& problem : out.problems)
    chain_.bad("route " + route_.name, "can become a rule", kThisSpec, problem.placed_message(),
               problem.hint);
  if (!out.problems.empty()) return std::nullopt;
  return std::move(out.desired);
}

void Walk::walk_rule(const DesiredRule& wanted) {
  static constexpr char kBehind[] = "its pattern, targets, subscribers and dead letters";
  const awsclient::Rule* live = find_rule(wanted);
  if (live == nullptr || !check_owner(wanted, *live) || !check_state(wanted, *live))
    return chain_.leave(kBehind);
  if (!check_pattern(wanted, *live)) return chain_.leave("its targets, subscribers and dead letters");
  for (const DesiredTarget& target : wanted.targets) walk_target(wanted, target);
}

bool Walk::is_foreign(const std::string& arn) const {
  const auto parsed = aws::parse_arn(arn);
  return !parsed || parsed->realm() != signed_in_.realm;
}

bool Walk::is_ours(const std::string& queue_arn) const {
  const auto at = desired_.queues.find(queue_arn);
  return at != desired_.queues.end() && !at->second.sources.empty();
}

}  // namespace sb::reconcile::doctor
