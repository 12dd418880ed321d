// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/target.h"
#include "base/digest.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/input.h"
#include "json/reader.h"

// An event's way over a bus: which rules match, and what goes to their targets.
namespace sb::cloud::eventbridge {

using delivery::Verdict;

namespace {

constexpr char kEventBridgePrincipal[] = "events.amazonaws.com";

// A bus takes what comes from its own account and region; from further away its policy or, within the
// account, the target's role must let it in. A deny always holds.
bool lets_in(const Bus& bus, const delivery::Delivery& delivery, base::Time now) {
  const aws::Realm& from = delivery.realm;
  aws::PolicyRequest request;
  request.principal_account = from.account;
  request.principal_arn =
      delivery.role_arn.empty()
          ? fmt::format("arn:{}:iam::{}:root", aws::partition_of(from.region), from.account)
          : delivery.role_arn;
  request.action = "events:PutEvents";
  request.resource = bus.arn();
  request.context = {{"aws:securetransport", "true"}};
  request.time = now;
  const aws::PolicyVerdict verdict = aws::evaluate(bus.policy, request);
  if (verdict != aws::PolicyVerdict::kNoStatement) return verdict == aws::PolicyVerdict::kAllow;
  return bus.realm.account == from.account && (bus.realm.region == from.region || !delivery.role_arn.empty());
}

// An input may make of an event what is none.
bool is_event(const delivery::Delivery& delivery) {
  if (delivery.dead_letter_body.empty()) return true;
  const auto document = json::parse_document(delivery.body.view());
  return document.ok() && document->is_object();
}

}  // namespace

// An event under way over one bus, and what is made of it at most once.
struct EventBridge::Routed {
  base::SharedText text;
  int hops = 0;
  std::string_view trace_header = {};
  std::optional<json::Tree> tree = {};
};

void EventBridge::route(Bus& bus, base::SharedText event_text, int hops, std::string_view trace_header) {
  if (bus.rules.empty()) return;
  const auto* matches = bus.reader.match(event_text, pattern::Validation::kNeeded);
  if (matches == nullptr || matches->empty()) return;
  // A target may lead back to this bus, which asks the reader again.
  std::vector<const Rule*> rules;
  for (const pattern::RuleReader::Match& match : *matches) {
    const Rule* rule = bus.rules_by_name.find(match.id())->second;
    if (rule->state != "DISABLED") rules.push_back(rule);
  }
  Routed event{std::move(event_text), hops, trace_header};
  for (const Rule* rule : rules) {
    for (const Target& target : rule->targets) send(bus, *rule, target, event);
  }
}

bool EventBridge::read_tree(Routed& event) {
  if (event.tree) return true;
  auto read = json::read(event.text);
  if (read.ok()) event.tree = std::move(*read.tree);
  return event.tree.has_value();
}

base::Result<base::SharedText> EventBridge::render(const Rule& rule, const Target& target, Routed& event) {
  if (target.input == InputKind::kEvent) return event.text;
  if (target.input == InputKind::kConstant)
    return base::SharedText(json::string_or_empty(target.wire, "Input"));
  if (!read_tree(event)) return base::Error{"INVALID_JSON", "the event itself is no JSON", "send JSON"};
  auto text = render_input(target.wire, event.text, *event.tree,
                           {rule.arn, rule.name, base::format_iso_seconds(timeline_.now())});
  if (!text) return text.error();
  return base::SharedText(std::move(*text));
}

void EventBridge::lose(const delivery::Delivery& delivery, const Target& target, const base::Error& why,
                       Routed& event) {
  read_tree(event);
  const auto member = [&](const char* path) {
    return event.tree ? select_path(event.text, *event.tree, path).value_or("?") : "?";
  };
  dispatcher_.lose(
      delivery,
      fmt::format("event {} ({} of {}) on its way from {} to target '{}', {}: {}: {}. EventBridge "
                  "keeps no dead letter of that; {}.",
                  member("$.id"), member("$['detail-type']"), member("$.source"), delivery.source_arn,
                  target.id, delivery.target_arn, why.code, why.message, why.hint));
}

void EventBridge::send(const Bus& bus, const Rule& rule, const Target& target, Routed& event) {
  delivery::Delivery out;
  if (target.kind == aws::TargetKind::kLambda) out.id = base::make_uuid();  // its request id
  out.realm = bus.realm;
  out.principal = kEventBridgePrincipal;
  out.source_arn = rule.arn;
  out.target_arn = target.arn;
  out.group_id = target.group_id;
  out.trace_header = event.trace_header;
  out.retry = target.retry;
  out.hops = event.hops + 1;
  // "EventBridge can't route events received from a sender event bus to a third event bus" (user guide).
  if (target.kind == aws::TargetKind::kBus && event.hops > 0) {
    return lose(out, target,
                {"THIRD_BUS", "the event has come from another bus, and no event goes on to a third bus",
                 "let a rule of the first bus lead there"},
                event);
  }
  if (target.input != InputKind::kEvent) out.dead_letter_body = event.text;
  out.dead_letter_arn = target.dead_letter_arn;
  auto body = render(rule, target, event);
  if (!body && body.error().code == kInputTooLong)
    return dispatcher_.refuse(std::move(out), {Verdict::kRefused, "SDK_CLIENT_ERROR", body.error().message});
  if (!body) return lose(out, target, body.error(), event);
  out.body = std::move(*body);
  out.role_arn = target.role_arn;
  const std::string action = aws::delivery_action(target.kind);
  if (!target.role_arn.empty() && !action.empty() &&
      !roles_.let(target.role_arn, kEventBridgePrincipal, action, target.arn)) {
    return dispatcher_.refuse(
        std::move(out), {Verdict::kRefused, "NO_PERMISSIONS",
                         fmt::format("The role {} does not let {} do {} on {}: no role of the seed file "
                                     "says so.",
                                     target.role_arn, kEventBridgePrincipal, action, target.arn)});
  }
  dispatcher_.dispatch(std::move(out));
}

void EventBridge::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  const auto arn = aws::parse_arn(delivery.target_arn);
  Bus* bus = arn ? find_bus(arn->realm(), delivery.target_arn) : nullptr;
  if (bus == nullptr) return done({Verdict::kRefused, "NO_RESOURCE", "The event bus does not exist."});
  if (bus->is_partner_bus())
    return done(
        {Verdict::kRefused, "NO_PERMISSIONS", "A partner event bus takes its partner's events only."});
  if (!is_event(delivery))
    return done({Verdict::kRefused, "SDK_CLIENT_ERROR", "What the target's input makes is no event."});
  if (!lets_in(*bus, delivery, timeline_.now())) {
    return done({Verdict::kRefused, "NO_PERMISSIONS",
                 fmt::format("The policy of {} does not let account {} put events.", delivery.target_arn,
                             delivery.realm.account)});
  }
  const bool same_region = bus->realm.region == delivery.realm.region;
  route(*bus, same_region ? delivery.body : with_id(std::string(delivery.body.view()), base::make_uuid()),
        delivery.hops, delivery.trace_header);
  done({});
}

}  // namespace sb::cloud::eventbridge
