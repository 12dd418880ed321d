// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/digest.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/input.h"
#include "json/reader.h"

// An event's way over a bus: which rules match, and what goes to their targets.
namespace sb::cloud::eventbridge {

using delivery::Verdict;

namespace {

constexpr int kHopsMax = 5;
constexpr char kEventBridgePrincipal[] = "events.amazonaws.com";

// What a target's role must allow; null for kinds that are not served, which are refused later on.
const char* action_on(aws::TargetKind kind) {
  switch (kind) {
    case aws::TargetKind::kSns:
      return "sns:Publish";
    case aws::TargetKind::kSqs:
      return "sqs:SendMessage";
    case aws::TargetKind::kLambda:
      return "lambda:InvokeFunction";
    case aws::TargetKind::kBus:
      return "events:PutEvents";
    case aws::TargetKind::kOther:
      break;
  }
  return nullptr;
}

// A bus takes what comes from its own account and region; from further away its policy or, within the
// account, the target's role must let it in. A deny always holds.
bool lets_in(const Bus& bus, const delivery::Delivery& delivery) {
  const aws::Realm& from = delivery.realm;
  aws::PolicyRequest request;
  request.principal_account = from.account;
  request.principal_arn =
      delivery.role_arn.empty()
          ? fmt::format("arn:{}:iam::{}:root", aws::partition_of(from.region), from.account)
          : delivery.role_arn;
  request.action = "events:PutEvents";
  request.resource = bus.arn();
  request.context = {{"aws:principalaccount", from.account}};
  const aws::PolicyVerdict verdict = aws::evaluate(bus.policy, request);
  if (verdict != aws::PolicyVerdict::kNoStatement) return verdict == aws::PolicyVerdict::kAllow;
  return bus.realm.account == from.account && (bus.realm.region == from.region || !delivery.role_arn.empty());
}

}  // namespace

// An event under way over one bus, and what is made of it at most once.
struct EventBridge::Routed {
  base::SharedText text;
  int hops = 0;
  std::optional<json::Tree> tree = {};
};

void EventBridge::route(Bus& bus, base::SharedText event_text, int hops) {
  if (bus.rules.empty()) return;
  const auto* matches = bus.reader.match(event_text, pattern::Validation::kNeeded);
  if (matches == nullptr || matches->empty()) return;
  // A target may lead back to this bus, which asks the reader again.
  std::vector<const Rule*> rules;
  for (const pattern::RuleReader::Match& match : *matches) {
    const Rule& rule = bus.rules.find(match.id())->second;
    if (rule.state != "DISABLED") rules.push_back(&rule);
  }
  Routed event{std::move(event_text), hops};
  for (const Rule* rule : rules) {
    for (const Target& target : rule->targets) send(bus, *rule, target, event);
  }
}

base::Result<base::SharedText> EventBridge::render(const Rule& rule, const Target& target, Routed& event) {
  if (target.input == InputKind::kEvent) return event.text;
  if (target.input == InputKind::kConstant)
    return base::SharedText(json::string_or_empty(target.wire, "Input"));
  if (!event.tree) {
    auto read = json::read(event.text);
    if (!read.ok()) return base::Error{"INVALID_JSON", "the event itself is no JSON", "send JSON"};
    event.tree = std::move(*read.tree);
  }
  auto text = render_input(target.wire, event.text, *event.tree,
                           {rule.arn, rule.name, base::format_iso_seconds(timeline_.now())});
  if (!text) return text.error();
  return base::SharedText(std::move(*text));
}

void EventBridge::lose(const delivery::Delivery& delivery, const Target& target, const base::Error& why,
                       Routed& event) {
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
  out.retry = target.retry;
  out.hops = event.hops + 1;
  auto body = render(rule, target, event);
  if (!body) return lose(out, target, body.error(), event);
  out.body = std::move(*body);
  if (target.input != InputKind::kEvent) out.dead_letter_body = event.text;
  out.dead_letter_arn = target.dead_letter_arn;
  out.role_arn = target.role_arn;
  const char* action = action_on(target.kind);
  if (!target.role_arn.empty() && action != nullptr &&
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
  if (delivery.hops > kHopsMax)
    return done({Verdict::kRefused, "LOOP", fmt::format("The event has passed {} buses.", kHopsMax)});
  if (bus->is_partner_bus())
    return done(
        {Verdict::kRefused, "NO_PERMISSIONS", "A partner event bus takes its partner's events only."});
  if (!lets_in(*bus, delivery)) {
    return done({Verdict::kRefused, "NO_PERMISSIONS",
                 fmt::format("The policy of {} does not let account {} put events.", delivery.target_arn,
                             delivery.realm.account)});
  }
  const bool same_region = bus->realm.region == delivery.realm.region;
  route(*bus, same_region ? delivery.body : with_id(std::string(delivery.body.view()), base::make_uuid()),
        delivery.hops);
  done({});
}

}  // namespace sb::cloud::eventbridge
