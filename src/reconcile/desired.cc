// SPDX-License-Identifier: Apache-2.0
#include "reconcile/desired.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/digest.h"
#include "base/text.h"
#include "json/unicode.h"
#include "pattern/parse.h"
#include "reconcile/ownership.h"
#include "reconcile/route_pattern.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

constexpr char kEvents[] = "events.amazonaws.com";
constexpr char kSns[] = "sns.amazonaws.com";

class Builder {
 public:
  Builder(const spec::Spec& spec, const Resolution& resolution) : spec_(spec), resolution_(resolution) {
    out_.desired.stack = spec.stack;
    out_.desired.realm = resolution.realm;
    out_.desired.exclusive = spec.genesys.exclusive;
  }

  DesiredResult build() {
    for (const spec::Route& route : spec_.routes) add_route(route);
    check_rule_counts();
    return std::move(out_);
  }

 private:
  void check_rule_counts() {
    std::map<std::string, size_t> rules;
    for (const DesiredRule& rule : out_.desired.rules) ++rules[rule.bus];
    for (const auto& [bus, count] : rules) {
      if (count <= spec_.aws.rules_per_bus) continue;
      out_.problems.push_back({"SB0200",
                               fmt::format("the bus {} would have {} rules of this stack, the limit is {}",
                                           bus, count, spec_.aws.rules_per_bus),
                               "raise aws.limits.rules_per_bus if AWS has raised yours"});
    }
  }

  void problem(const spec::Route& route, std::string message, std::string hint = {}) {
    out_.problems.push_back(
        {"SB0200",
         fmt::format("route '{}' ({}:{}): {}", route.name, spec_.file, route.position.line, message),
         std::move(hint)});
  }

  const spec::Family* family_of(const spec::Route& route) const {
    if (!route.intent.empty()) return spec_.catalogue.find_family("partner");
    const spec::Event* event = spec_.catalogue.find_event(route.events.front());
    return event == nullptr ? nullptr : spec_.catalogue.find_family(event->family);
  }

  void add_route(const spec::Route& route) {
    const spec::Family* family = family_of(route);
    if (family == nullptr) return problem(route, "its events belong to no family");
    DesiredRule rule;
    rule.route = route.name;
    rule.name = spec::rule_name_of(spec_, route);
    rule.bus = route.bus.empty() ? family->bus : aws::bus_name(route.bus);
    const std::string partner_bus = partner_bus_of(rule.bus);
    if (family->partner && rule.bus.empty()) {
      if (partner_bus.empty()) {
        return problem(route, "its events come over the Genesys Cloud integration, whose suffix is not given",
                       "add genesys: { integration: { suffix: … } }, or bus: with the partner bus's name");
      }
      rule.bus = partner_bus;
    }
    const std::string source =
        family->partner ? partner_source(*family, partner_bus) : quoted(family->source);
    rule.arn = aws::rule_arn(resolution_.realm, rule.bus, rule.name);
    rule.role = route.role;
    rule.state = base::to_lower(route.state) == "enabled" ? "ENABLED" : route.state.empty() ? "" : "DISABLED";
    add_event_types(route, *family);
    add_pattern(route, source, rule);
    add_targets(route, rule);
    add_description(route, rule);
    out_.desired.buses.insert(rule.bus);
    out_.desired.rules.push_back(std::move(rule));
  }

  static std::string quoted(const std::string& text) { return json::to_text(json::Value(text)); }

  // The name of the partner bus that platform events come over: the route's own bus if it is one, else by the
  // suffix;
  // "" where neither says.
  std::string partner_bus_of(const std::string& bus) const {
    if (aws::is_partner_bus_name(bus)) return bus;
    const std::string& suffix = spec_.genesys.integration_suffix;
    if (suffix.empty()) return "";
    return fmt::format("aws.partner/genesys.com/cloud/{}/{}", resolution_.organization_id, suffix);
  }

  // Platform events bear the partner bus's name as their source, also where they are tried out on another
  // bus.
  static std::string partner_source(const spec::Family& family, const std::string& partner_bus) {
    return partner_bus.empty() ? "{\"prefix\":" + quoted(family.source) + "}" : quoted(partner_bus);
  }

  void add_event_types(const spec::Route& route, const spec::Family& family) {
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

  const std::vector<std::string>& queue_ids(const spec::Route& route) const {
    static const std::vector<std::string> kNone;
    const auto at = resolution_.queue_ids.find(route.name);
    return at == resolution_.queue_ids.end() ? kNone : at->second;
  }

  void add_pattern(const spec::Route& route, const std::string& source, DesiredRule& rule) {
    if (resolution_.without_patterns) return;
    if (!route.queues.empty() && queue_ids(route).empty()) {
      return problem(route, "none of its queues exists, and a rule without queue ids would match every queue",
                     "correct the names, or drop queues:");
    }
    rule.pattern = make_pattern(spec_, route, source, queue_ids(route));
    const auto parsed = pattern::parse(rule.pattern);
    if (!parsed.ok())
      return problem(route, fmt::format("AWS would refuse its pattern: {}", parsed.error.message),
                     parsed.error.hint);
    if (json::utf16_length(rule.pattern) > spec_.aws.pattern_chars) {
      problem(route,
              fmt::format("its pattern has {} characters, the limit is {}", json::utf16_length(rule.pattern),
                          spec_.aws.pattern_chars),
              "name fewer queues in one route, or raise aws.limits.pattern_chars if AWS has raised yours");
    }
  }

  void add_description(const spec::Route& route, DesiredRule& rule) {
    RuleMark mark{spec_.stack, route.name, {}};
    for (const DesiredTarget& target : rule.targets) {
      if (!target.id.starts_with(kTargetIdPrefix)) mark.target_ids.push_back(target.id);
    }
    const std::string words =
        base::replace_all(route.description, "{queue_ids}", base::join(queue_ids(route), ", "));
    rule.description = write_mark(words, mark);
    if (json::utf16_length(rule.description) > aws::kDescriptionMax) {
      problem(
          route,
          fmt::format("its description and Switchboard's mark have {} characters together, the limit is {}",
                      json::utf16_length(rule.description), aws::kDescriptionMax),
          "shorten the description");
    }
  }

  std::string target_arn(const spec::Route& route, const spec::Target& target) {
    if (target.value.starts_with("arn:")) return target.value;
    switch (target.kind) {
      case spec::Target::Kind::kSns:
        return aws::topic_arn(resolution_.realm, target.value);
      case spec::Target::Kind::kSqs:
        return aws::queue_arn(resolution_.realm, target.value);
      case spec::Target::Kind::kBus:
        return aws::bus_arn(resolution_.realm, target.value);
      case spec::Target::Kind::kLambda:
        return aws::Arn{aws::partition_of(resolution_.realm.region), "lambda", resolution_.realm.region,
                        resolution_.realm.account, "function:" + target.value}
            .to_text();
      case spec::Target::Kind::kArn:
        break;
    }
    problem(route, fmt::format("'{}' is not an ARN", target.value));
    return target.value;
  }

  static std::string default_id(const std::string& arn_text) {
    const auto arn = aws::parse_arn(arn_text);
    std::string name = arn ? arn->service + "-" + arn->resource : arn_text;
    for (char& c : name) {
      const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        c == '.' || c == '-' || c == '_';
      if (!good) c = '-';
    }
    return spec::cut_name(kTargetIdPrefix + name, aws::kRuleNameMax);
  }

  void add_targets(const spec::Route& route, DesiredRule& rule) {
    if (route.to.size() > aws::kTargetsPerRule) {
      problem(route,
              fmt::format("it has {} targets, a rule can have {}", route.to.size(), aws::kTargetsPerRule),
              "fan out through one SNS topic with subscribers, or make a second route");
    }
    for (const spec::Target& target : route.to) {
      DesiredTarget made;
      made.arn = target_arn(route, target);
      made.id = target.id.empty() ? default_id(made.arn) : target.id;
      const auto same = [&](const DesiredTarget& other) { return other.id == made.id; };
      if (std::any_of(rule.targets.begin(), rule.targets.end(), same)) {
        problem(route, fmt::format("it has two targets with the id '{}'", made.id),
                "give one of them an id:");
      }
      made.wire = {{"Id", made.id}, {"Arn", made.arn}};
      if (!target.role.empty()) made.wire["RoleArn"] = target.role;
      add_input(target, made.wire);
      add_dead_letter(target, rule, made.wire);
      add_retry(target, made.wire);
      add_destination(target, rule, made.arn);
      rule.targets.push_back(std::move(made));
    }
  }

  static void add_input(const spec::Target& target, json::Object& wire) {
    if (!target.input) return;
    const spec::Input& input = *target.input;
    if (!input.path.empty()) wire["InputPath"] = input.path;
    if (!input.text.empty()) wire["Input"] = input.text;
    if (input.transform.empty()) return;
    json::Object transformer{{"InputTemplate", input.transform}};
    if (!input.paths.empty()) {
      json::Object paths;
      for (const auto& [name, path] : input.paths) paths[name] = path;
      transformer["InputPathsMap"] = paths;
    }
    wire["InputTransformer"] = transformer;
  }

  void add_retry(const spec::Target& target, json::Object& wire) const {
    json::Object policy;
    const auto attempts = target.retry.attempts ? target.retry.attempts : spec_.retry.attempts;
    const auto age = target.retry.max_age ? target.retry.max_age : spec_.retry.max_age;
    if (attempts) policy["MaximumRetryAttempts"] = *attempts;
    if (age) policy["MaximumEventAgeInSeconds"] = age->count();
    if (!policy.empty()) wire["RetryPolicy"] = policy;
  }

  void add_dead_letter(const spec::Target& target, const DesiredRule& rule, json::Object& wire) {
    const spec::DeadLetter& letter = target.dead_letter ? *target.dead_letter : spec_.dead_letter;
    if (letter.queue.empty()) return;
    const bool given = letter.queue.starts_with("arn:");
    const std::string arn = given ? letter.queue : aws::queue_arn(resolution_.realm, letter.queue);
    wire["DeadLetterConfig"] = json::Object{{"Arn", arn}};
    if (DesiredQueue* queue = queue_at(arn, !given)) {
      queue->dead_letter = true;
      queue->services.insert(kEvents);
      queue->sources.insert(rule_source(rule));
    }
  }

  // A rule with a default name is covered by one pattern for the whole stack, so that a policy stays short.
  std::string rule_source(const DesiredRule& rule) const {
    const std::string prefix = spec_.stack + "-";
    if (rule.name.starts_with(prefix)) return aws::rule_arn(resolution_.realm, rule.bus, prefix + "*");
    return rule.arn;
  }

  // nullptr for a queue of another account or region, whose policy is not ours to write.
  DesiredQueue* queue_at(const std::string& arn_text, bool may_create) {
    const auto arn = aws::parse_arn(arn_text);
    if (!arn || arn->realm() != resolution_.realm) return nullptr;
    DesiredQueue& queue = out_.desired.queues[arn_text];
    queue.may_create = may_create || (queue.arn == arn_text && queue.may_create);
    queue.arn = arn_text;
    queue.name = arn->resource;
    return &queue;
  }

  void add_destination(const spec::Target& target, const DesiredRule& rule, const std::string& arn_text) {
    const auto arn = aws::parse_arn(arn_text);
    if (!arn) return;
    const bool ours = arn->realm() == resolution_.realm;
    const aws::TargetKind kind = aws::target_kind(*arn);
    if (!ours && kind != aws::TargetKind::kOther && target.manage_policy && target.role.empty()) {
      out_.desired.notes.push_back(
          fmt::format("{} is in another account or region: its owner must let {} send for {}", arn_text,
                      kEvents, rule.arn));
      return;
    }
    if (ours && !target.manage_policy) note_statement(rule, arn_text, kind);
    const bool given = target.value.starts_with("arn:");
    if (kind == aws::TargetKind::kSns) add_topic(target, arn_text, arn->resource, !given);
    if (kind == aws::TargetKind::kSqs) {
      if (DesiredQueue* queue = queue_at(arn_text, !given); queue != nullptr && target.manage_policy) {
        queue->services.insert(kEvents);
        queue->sources.insert(rule_source(rule));
      }
    }
    if (kind == aws::TargetKind::kLambda && target.manage_policy) {
      const std::string id = spec::cut_name(permission_prefix(spec_.stack) + rule.name, 100);
      out_.desired.permissions.push_back({arn_text, base::replace_all(id, ".", "-"), rule.arn});
    }
  }

  // `policy: none`: what the owner of the policy has to put into it.
  void note_statement(const DesiredRule& rule, const std::string& arn, aws::TargetKind kind) {
    json::Object statement;
    if (kind == aws::TargetKind::kSns) statement = topic_statement(arn);
    if (kind == aws::TargetKind::kSqs) {
      DesiredQueue queue;
      queue.arn = arn;
      queue.services = {kEvents};
      queue.sources = {rule_source(rule)};
      statement = queue_statement(queue);
    }
    if (statement.empty()) return;
    out_.desired.notes.push_back(fmt::format("the policy of {} is left alone; it needs this statement: {}",
                                             arn, json::to_text(statement)));
  }

  // No Condition: EventBridge's deliveries to topics carry no source that one could hold against.
  static json::Object topic_statement(const std::string& arn) {
    return {{"Effect", "Allow"},
            {"Principal", {{"Service", kEvents}}},
            {"Action", "sns:Publish"},
            {"Resource", arn}};
  }

  void add_topic(const spec::Target& target, const std::string& arn, const std::string& name,
                 bool may_create) {
    DesiredTopic& topic = out_.desired.topics[arn];
    topic.may_create = may_create || (topic.arn == arn && topic.may_create);
    topic.arn = arn;
    topic.name = name;
    if (target.manage_policy) topic.statement = topic_statement(arn);
    for (const spec::Subscriber& subscriber : target.subscribers) add_subscriber(arn, subscriber);
  }

  void add_subscriber(const std::string& topic_arn, const spec::Subscriber& subscriber) {
    DesiredSubscription out{topic_arn, subscriber.protocol, subscriber.endpoint, subscriber.raw, ""};
    if (subscriber.filter) out.filter = subscriber.filter->to_json();
    if (subscriber.protocol == "sqs") {
      const bool given = subscriber.endpoint.starts_with("arn:");
      if (!given) out.endpoint = aws::queue_arn(resolution_.realm, subscriber.endpoint);
      if (DesiredQueue* queue = queue_at(out.endpoint, !given)) {
        queue->services.insert(kSns);
        queue->sources.insert(topic_arn);
      }
    }
    const auto same = [&](const DesiredSubscription& s) {
      return s.topic_arn == out.topic_arn && s.endpoint == out.endpoint;
    };
    auto& all = out_.desired.subscriptions;
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(out));
  }

  const spec::Spec& spec_;
  const Resolution& resolution_;
  DesiredResult out_;
};

json::Value one_or_list(const std::set<std::string>& values) {
  if (values.size() == 1) return json::Value(*values.begin());
  json::Array out;
  for (const std::string& value : values) out.emplace_back(value);
  return out;
}

}  // namespace

DesiredResult make_desired(const spec::Spec& spec, const Resolution& resolution) {
  return Builder(spec, resolution).build();
}

json::Object queue_statement(const DesiredQueue& queue) {
  if (queue.sources.empty()) return {};
  return {{"Effect", "Allow"},
          {"Principal", {{"Service", one_or_list(queue.services)}}},
          {"Action", "sqs:SendMessage"},
          {"Resource", queue.arn},
          {"Condition", {{"ArnLike", {{"aws:SourceArn", one_or_list(queue.sources)}}}}}};
}

}  // namespace sb::reconcile
