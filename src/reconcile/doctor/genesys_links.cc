// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "reconcile/doctor/walk.h"
#include "reconcile/live_parts.h"
#include "reconcile/ownership.h"
#include "reconcile/queue_rename.h"
#include "reconcile/route_pattern.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kBehind[] = "everything from Genesys Cloud on";

bool takes_event_types(const spec::Family& family) {
  return family.subscription == spec::Subscription::kEventType ||
         family.subscription == spec::Subscription::kEventTypeIfAny;
}

}  // namespace

const spec::Family* Walk::family() const {
  const spec::Catalogue& catalogue = request_.spec->catalogue;
  if (!route_.intent.empty()) return catalogue.find_family("partner");
  if (route_.events.empty()) return nullptr;
  const spec::Event* event = catalogue.find_event(route_.events.front());
  return event == nullptr ? nullptr : catalogue.find_family(event->family);
}

bool Walk::comes_over_partner_bus() const { return family() != nullptr && family()->partner; }

bool Walk::walk_genesys() {
  const bool by_type = family() != nullptr && takes_event_types(*family());
  const bool partner = comes_over_partner_bus();
  if (route_.queues.empty() && !by_type && !partner) return true;
  const SignedIn& in = signed_in_;
  if (in.genesys.broken()) {
    chain_.leave(kBehind, in.genesys.why);
    return false;
  }
  if (!check_queues()) return false;
  if (by_type) return check_event_types(*family());
  const std::string bus = partner ? partner_bus() : "";
  return bus.empty() || (check_offered() && check_integration(bus));
}

bool Walk::check_queues() {
  static constexpr char kExist[] = "its queues exist";
  if (route_.queues.empty()) return true;
  const std::string subject = "route " + route_.name;
  if (signed_in_.may_read_queues.broken()) {
    chain_.leave(kBehind, signed_in_.may_read_queues.why);
    return false;
  }
  const auto found = signed_in_.queues.find(route_.name);
  if (found == signed_in_.queues.end()) {
    return chain_.unknown(
        subject, kExist, kGenesysAdmin,
        signed_in_.genesys.usable() ? signed_in_.may_read_queues.why : signed_in_.genesys.why);
  }
  const RouteQueues& queues = found->second;
  for (const base::Error& problem : queues.problems) {
    const std::string more = is_no_such_queue(problem) ? names_of_live_queues(queues.ids) : "";
    chain_.bad(subject, kExist, kThisSpec, problem.placed_message() + (more.empty() ? "" : "; " + more),
               problem.hint);
  }
  bool broken = !queues.problems.empty();
  for (const std::string& id : queues.ids) {
    if (!signed_in_.unknown_queue_ids.contains(id)) continue;
    broken = true;
    chain_.bad(subject, kExist, kThisSpec,
               fmt::format("Genesys Cloud knows no queue with the id {}: it was deleted, perhaps made anew "
                           "under another id, or the OAuth client may not see its division",
                           id),
               fmt::format("name the queue instead of its id, so that the rule follows it; then {}",
                           request_.commands.apply));
  }
  if (broken) {
    chain_.leave(kBehind);
    return false;
  }
  for (const base::Error& warning : queues.warnings)
    chain_.unknown(subject, kExist, kThisSpec, warning.placed_message(),
                   "correct the name, if it should find a queue");
  return chain_.good(subject, kExist, base::join(queues.ids, ", "));
}

bool Walk::check_offered() {
  const auto found = signed_in_.queues.find(route_.name);
  if (found == signed_in_.queues.end() || found->second.topics.empty()) return true;
  for (const base::Error& problem : found->second.topics) {
    chain_.bad("route " + route_.name, "the organisation offers its topics", kThisSpec,
               problem.placed_message(), problem.hint);
  }
  chain_.leave(kBehind);
  return false;
}

std::string Walk::names_of_live_queues(const std::vector<std::string>& found) const {
  const std::string bus = comes_over_partner_bus() ? partner_bus() : route_.bus;
  if (live_ == nullptr || sides_.genesys == nullptr) return "";
  const auto& rules = live_->rules(bus.empty() ? "default" : bus);
  if (!rules) return "";
  std::set<std::string> ids;
  for (const awsclient::Rule& rule : *rules) {
    const auto mark = read_mark(rule.description);
    if (!mark || mark->stack != request_.spec->stack || mark->route != route_.name) continue;
    for (const std::string& id : queue_ids_in(rule.pattern, queue_path_of(one_route_, route_)))
      ids.insert(id);
  }
  for (const std::string& id : found) ids.erase(id);
  const auto words = names_by_now(ids, *sides_.genesys);
  return words ? *words : "";
}

bool Walk::check_event_types(const spec::Family& family) {
  if (signed_in_.may_read_event_types.broken() || signed_in_.event_bridge.broken()) {
    const Standing& cause =
        signed_in_.may_read_event_types.broken() ? signed_in_.may_read_event_types : signed_in_.event_bridge;
    chain_.leave(kBehind, cause.why);
    return false;
  }
  const bool required = family.subscription == spec::Subscription::kEventType;
  for (const std::string& type : route_.events) {
    if (check_event_type(type, required)) continue;
    chain_.leave(kBehind);
    return false;
  }
  return true;
}

bool Walk::check_event_type(const std::string& type, bool required) {
  static constexpr char kEnabled[] = "is enabled";
  const std::string subject = "event type " + type;
  if (!signed_in_.genesys.usable())
    return chain_.unknown(subject, kEnabled, kGenesysAdmin, signed_in_.genesys.why);
  const auto state = sides_.genesys->event_type(type);
  if (!state) return chain_.unreadable(subject, kEnabled, kGenesysAdmin, state.error());
  switch (*state) {
    case genesys::EventTypeState::kEnabled:
      return chain_.good(subject, kEnabled);
    case genesys::EventTypeState::kDisabled:
      return chain_.bad(subject, kEnabled, kGenesysAdmin, "Genesys Cloud does not send it",
                        request_.commands.apply);
    case genesys::EventTypeState::kNotOffered:
      if (!required)
        return chain_.unknown(subject, kEnabled, kGenesysAdmin,
                              "Genesys Cloud has no switch for it here, and may send it all the same");
      return chain_.bad(
          subject, "is offered", kGenesysAdmin,
          "Genesys Cloud answers 404: it is not available in this organisation's region or tier",
          "have Genesys enable it, or name an event in the route that is offered");
    case genesys::EventTypeState::kNoSuchApi:
      return chain_.unknown(subject, kEnabled, kThisSpec, genesys::kNoEventTypes, genesys::kUsePartnerBus);
    case genesys::EventTypeState::kUnknown:
      break;
  }
  return chain_.unknown(subject, kEnabled, kGenesysAdmin, "Genesys Cloud does not say",
                        fmt::format("{} switches it on again, which does no harm", request_.commands.apply));
}

}  // namespace sb::reconcile::doctor
