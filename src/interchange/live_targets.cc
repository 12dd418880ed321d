// SPDX-License-Identifier: Apache-2.0
#include "interchange/live_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "aws/function_name.h"
#include "aws/policy.h"
#include "base/address_secret.h"
#include "base/text.h"
#include "interchange/live_pattern.h"
#include "reconcile/ownership.h"
#include "reconcile/subscription_name.h"

namespace sb::interchange {
namespace {

using reconcile::ObservedRule;
using spec::Target;

constexpr char kSecretVariable[] = "SUBSCRIBER_PASSWORD";
constexpr char kNoLetters[] = "there was none when this was imported";

// Members of a target that a spec has words for.
constexpr std::string_view kSayable[] = {"Id",        "Arn",         "RoleArn",          "Input",
                                         "InputPath", "RetryPolicy", "InputTransformer", "DeadLetterConfig"};

std::vector<std::string> unsayable_members(const json::Object& wire) {
  std::vector<std::string> out;
  for (const auto& [key, value] : wire) {
    const std::string name(key);
    if (std::find(std::begin(kSayable), std::end(kSayable), name) == std::end(kSayable)) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void set_place(Target& target, const std::string& arn_text, const aws::Realm& realm) {
  target.kind = Target::Kind::kArn;
  target.value = arn_text;
  const auto arn = aws::parse_arn(arn_text);
  if (!arn) return;
  const auto take = [&](Target::Kind kind, const std::string& name, const std::string& made) {
    if (made != arn_text) return;
    target.kind = kind;
    target.value = name;
  };
  const std::string tail = arn->resource.substr(arn->resource.find_first_of(":/") + 1);
  switch (aws::target_kind(*arn)) {
    case aws::TargetKind::kSns:
      return take(Target::Kind::kSns, arn->resource, aws::topic_arn(realm, arn->resource));
    case aws::TargetKind::kSqs:
      return take(Target::Kind::kSqs, arn->resource, aws::queue_arn(realm, arn->resource));
    case aws::TargetKind::kBus:
      return take(Target::Kind::kBus, tail, aws::bus_arn(realm, tail));
    case aws::TargetKind::kLambda: {
      if (tail.find(':') != std::string::npos) return;  // a version or an alias
      return take(Target::Kind::kLambda, tail, aws::function_arn(realm, tail));
    }
    case aws::TargetKind::kOther:
      break;
  }
}

void set_input(Target& target, const json::Object& wire) {
  spec::Input input;
  input.path = json::string_or_empty(wire, "InputPath");
  input.text = json::string_or_empty(wire, "Input");
  if (const json::Object* transformer = json::find_object(wire, "InputTransformer")) {
    input.transform = json::string_or_empty(*transformer, "InputTemplate");
    input.paths = json::string_map(*transformer, "InputPathsMap");
  }
  if (!input.path.empty() || !input.text.empty() || !input.transform.empty()) target.input = std::move(input);
}

void set_retry(Target& target, const json::Object& wire) {
  const json::Object* policy = json::find_object(wire, "RetryPolicy");
  if (policy == nullptr) return;
  if (const auto attempts = json::find_int(*policy, "MaximumRetryAttempts"))
    target.retry.attempts = static_cast<int>(*attempts);
  if (const auto age = json::find_int(*policy, "MaximumEventAgeInSeconds"))
    target.retry.max_age = base::Seconds(*age);
}

void set_dead_letter(Target& target, const json::Object& wire, const aws::Realm& realm) {
  const json::Object* config = json::find_object(wire, "DeadLetterConfig");
  const std::string arn = config == nullptr ? "" : json::string_or_empty(*config, "Arn");
  spec::DeadLetter letter;
  letter.queue = arn.empty() ? "" : queue_words(arn, realm);
  if (arn.empty()) letter.none_reason = kNoLetters;
  target.dead_letter = std::move(letter);
}

// The stack's statement in the policy of a topic or queue; nullopt when there is none.
std::optional<json::Object> our_statement(const std::map<std::string, std::string>& attributes,
                                          const std::string& stack) {
  return reconcile::read_held_policy(attributes, stack).ours;
}

bool lets_in(const std::string& policy_text, const std::string& action, const std::string& resource,
             const std::string& source) {
  const auto policy = aws::parse_policy(policy_text);
  aws::PolicyRequest request;
  request.principal_service = "events.amazonaws.com";
  request.action = action;
  request.resource = resource;
  request.context["aws:sourcearn"] = source;
  request.is_complete = false;
  return policy.ok() && aws::evaluate(*policy, request) == aws::PolicyVerdict::kAllow;
}

// True where the target's policy bears nothing of the stack although the rule is the stack's.
bool policy_is_left_alone(const std::string& arn, const ObservedRule& rule, const Snapshot& snapshot) {
  const reconcile::Observed& live = snapshot.observed;
  const std::string source = aws::rule_arn(snapshot.realm, rule.rule.bus, rule.rule.name);
  if (const auto topic = live.topics.find(arn); topic != live.topics.end())
    return !our_statement(topic->second.attributes, snapshot.stack);
  if (const auto queue = live.queues.find(arn); queue != live.queues.end()) {
    const auto ours = our_statement(queue->second.attributes, snapshot.stack);
    const json::Object document{{"Version", "2012-10-17"},
                                {"Statement", json::Array{ours ? json::Value(*ours) : json::Value(nullptr)}}};
    return !ours || !lets_in(json::to_text(document), "sqs:SendMessage", arn, source);
  }
  const auto function = live.function_policies.find(arn);
  return function != live.function_policies.end() &&
         !lets_in(function->second, "lambda:InvokeFunction", arn, source);
}

bool is_claimed(const std::string& id, const reconcile::RuleMark& mark) {
  return id.starts_with(reconcile::kTargetIdPrefix) ||
         std::find(mark.target_ids.begin(), mark.target_ids.end(), id) != mark.target_ids.end();
}

// Why a spec cannot say this target; "" when it can.
std::string why_not(const json::Object& wire, const std::string& id,
                    const std::optional<reconcile::RuleMark>& mark) {
  if (mark && !is_claimed(id, *mark)) return "is not the stack's; it stays as it is";
  if (const auto members = unsayable_members(wire); !members.empty())
    return fmt::format("has {}, for which a spec has no words; it stays as it is", base::join(members, ", "));
  if (json::string_or_empty(wire, "Arn").ends_with(".fifo"))
    return "is FIFO, which a route cannot feed; it stays as it is";
  return "";
}

std::optional<spec::Subscriber> read_subscriber(const reconcile::ObservedSubscription& found,
                                                const Snapshot& snapshot, std::string& why) {
  static constexpr std::string_view kProtocols[] = {"sqs", "https", "http", "lambda"};
  const awsclient::Subscription& live = found.subscription;
  const auto attribute = [&](const char* name) {
    const auto at = found.attributes.find(name);
    return at == found.attributes.end() ? std::string() : at->second;
  };
  spec::Subscriber out{live.protocol, live.endpoint, attribute("RawMessageDelivery") == "true", {}, {}};
  if (std::find(std::begin(kProtocols), std::end(kProtocols), live.protocol) == std::end(kProtocols))
    why = fmt::format("is by {}, for which a spec has no words", live.protocol);
  if (live.endpoint.ends_with(".fifo")) why = "is to a FIFO queue, which a standard topic cannot feed";
  const std::string filter = attribute("FilterPolicy");
  if (!filter.empty() && attribute("FilterPolicyScope") != "MessageBody")
    why = "filters by message attributes, which events of a rule do not carry";
  if (!filter.empty() && why.empty()) {
    out.filter = read_fragment(filter);
    if (!out.filter) why = "has a filter that cannot be read";
  }
  if (live.protocol == "sqs") out.endpoint = queue_words(live.endpoint, snapshot.realm);
  return why.empty() ? std::optional(std::move(out)) : std::nullopt;
}

// A queue of the account that bears nothing of the stack was subscribed by somebody else.
bool is_foreign(const reconcile::ObservedSubscription& found, const Snapshot& snapshot, bool marked) {
  const auto queue = snapshot.observed.queues.find(found.subscription.endpoint);
  if (!marked || queue == snapshot.observed.queues.end()) return false;
  const auto ours = our_statement(queue->second.attributes, snapshot.stack);
  return !ours || !reconcile::sources_of(*ours).contains(found.subscription.topic_arn);
}

// True where a rule of the stack leads to the topic.
bool is_led_to(const std::string& topic_arn, const Snapshot& snapshot) {
  const auto& rules = snapshot.observed.rules;
  return std::any_of(rules.begin(), rules.end(), [&](const auto& entry) {
    const ObservedRule& rule = entry.second;
    const auto mark = reconcile::read_mark(rule.rule.description);
    if (!mark || mark->stack != snapshot.stack) return false;
    return std::any_of(rule.targets.begin(), rule.targets.end(), [&](const awsclient::RuleTarget& target) {
      return json::string_or_empty(target.wire, "Arn") == topic_arn;
    });
  });
}

std::vector<spec::Subscriber> read_subscribers(const std::string& topic_arn, const Snapshot& snapshot,
                                               std::vector<Remark>& remarks) {
  std::vector<spec::Subscriber> out;
  const auto topic = snapshot.observed.topics.find(topic_arn);
  if (topic == snapshot.observed.topics.end()) return out;
  const bool marked = is_led_to(topic_arn, snapshot);
  for (const reconcile::ObservedSubscription& found : topic->second.subscriptions) {
    const awsclient::Subscription& live = found.subscription;
    const std::string subject = "subscription " + reconcile::subscription_name(topic_arn, live.endpoint);
    std::string why;
    if (is_foreign(found, snapshot, marked)) why = "is not the stack's";
    auto subscriber = why.empty() ? read_subscriber(found, snapshot, why) : std::nullopt;
    if (!why.empty()) remarks.push_back({subject, why + "; it stays as it is"});
    if (subscriber && !live.arn.starts_with("arn:"))
      remarks.push_back({subject, "waits to be confirmed: how it delivers cannot be read before that"});
    if (subscriber) out.push_back(std::move(*subscriber));
  }
  std::sort(out.begin(), out.end(), [](const spec::Subscriber& a, const spec::Subscriber& b) {
    return std::tie(a.protocol, a.endpoint) < std::tie(b.protocol, b.endpoint);
  });
  return out;
}

// Puts a variable in place of the secret of the subscriber's address, the same one for the same address.
void hide_secret(spec::Subscriber& subscriber, const std::string& topic_arn,
                 std::map<std::string, std::string>& variables, std::vector<Remark>& remarks) {
  if (!base::find_address_secret(subscriber.endpoint)) return;
  const size_t number = variables.size() + 1;
  const std::string name = number == 1 ? kSecretVariable : fmt::format("{}_{}", kSecretVariable, number);
  subscriber.secret_variable = variables.emplace(subscriber.endpoint, name).first->second;
  remarks.push_back(
      {"subscription " + reconcile::subscription_name(topic_arn, subscriber.endpoint),
       fmt::format("the password in its address is the variable {}; export it, as it stands in the "
                   "address, before the spec is used",
                   subscriber.secret_variable)});
}

std::vector<Target*> all_targets(spec::Spec& spec) {
  std::vector<Target*> out;
  for (spec::Route& route : spec.routes) {
    for (Target& target : route.to) out.push_back(&target);
  }
  return out;
}

// The value that most have, the smallest of several; nullopt for none.
template <class Value>
std::optional<Value> most_common(const std::vector<Value>& values) {
  std::map<Value, size_t> counts;
  for (const Value& value : values) ++counts[value];
  std::optional<Value> best;
  for (const auto& [value, count] : counts) {
    if (!best || count > counts[*best]) best = value;
  }
  return best;
}

void pull_dead_letters(spec::Spec& spec, const std::vector<Target*>& targets) {
  std::vector<std::string> queues;
  for (const Target* target : targets) {
    if (!target->dead_letter->queue.empty()) queues.push_back(target->dead_letter->queue);
  }
  if (const auto common = most_common(queues)) {
    spec.dead_letter.queue = *common;
  } else {
    spec.dead_letter.none_reason = kNoLetters;
  }
  for (Target* target : targets) {
    if (target->dead_letter->queue == spec.dead_letter.queue) target->dead_letter.reset();
  }
}

// A default cannot be taken back by a target, so there is one only where every target has a value.
template <class Member>
void pull_retry(spec::Spec& spec, const std::vector<Target*>& targets, Member member) {
  std::vector<std::decay_t<decltype(*(spec.retry.*member))>> values;
  for (const Target* target : targets) {
    if (!(target->retry.*member)) return;
    values.push_back(*(target->retry.*member));
  }
  spec.retry.*member = most_common(values);
  for (Target* target : targets) {
    if (target->retry.*member == spec.retry.*member) (target->retry.*member).reset();
  }
}

}  // namespace

std::string queue_words(const std::string& arn_text, const aws::Realm& realm) {
  const auto arn = aws::parse_arn(arn_text);
  return arn && aws::queue_arn(realm, arn->resource) == arn_text ? arn->resource : arn_text;
}

std::vector<Target> read_targets(const ObservedRule& rule, const Snapshot& snapshot,
                                 std::vector<Remark>& remarks) {
  auto mark = reconcile::read_mark(rule.rule.description);
  if (mark && mark->stack != snapshot.stack) mark.reset();
  std::vector<const awsclient::RuleTarget*> sorted;
  for (const awsclient::RuleTarget& target : rule.targets) sorted.push_back(&target);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  std::vector<Target> out;
  for (const awsclient::RuleTarget* live : sorted) {
    if (const std::string why = why_not(live->wire, live->id, mark); !why.empty()) {
      remarks.push_back(
          {fmt::format("rule {}", rule.rule.name), fmt::format("the target '{}' {}", live->id, why)});
      continue;
    }
    Target target;
    const std::string arn = json::string_or_empty(live->wire, "Arn");
    set_place(target, arn, snapshot.realm);
    if (live->id != reconcile::default_target_id(arn)) target.id = live->id;
    target.role = json::string_or_empty(live->wire, "RoleArn");
    set_input(target, live->wire);
    set_dead_letter(target, live->wire, snapshot.realm);
    set_retry(target, live->wire);
    target.manage_policy = !mark || !policy_is_left_alone(arn, rule, snapshot);
    out.push_back(std::move(target));
  }
  return out;
}

void add_subscribers(spec::Spec& spec, const Snapshot& snapshot, std::vector<Remark>& remarks) {
  std::set<std::string> done;
  std::map<std::string, std::string> variables;  // by endpoint
  for (Target* target : all_targets(spec)) {
    if (target->kind != Target::Kind::kSns) continue;
    const std::string arn = aws::topic_arn(snapshot.realm, target->value);
    if (!done.insert(arn).second) continue;
    target->subscribers = read_subscribers(arn, snapshot, remarks);
    for (spec::Subscriber& subscriber : target->subscribers) hide_secret(subscriber, arn, variables, remarks);
  }
}

void pull_defaults(spec::Spec& spec) {
  const std::vector<Target*> targets = all_targets(spec);
  if (targets.empty()) return;
  pull_dead_letters(spec, targets);
  pull_retry(spec, targets, &spec::Retry::attempts);
  pull_retry(spec, targets, &spec::Retry::max_age);
}

}  // namespace sb::interchange
