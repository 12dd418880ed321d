// SPDX-License-Identifier: Apache-2.0
#include "reconcile/desired.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/limits.h"
#include "base/digest.h"
#include "base/text.h"
#include "json/unicode.h"
#include "pattern/parse.h"
#include "reconcile/ownership.h"
#include "reconcile/route_pattern.h"
#include "reconcile/rule_parts.h"
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
    out_.desired.rules_per_bus = spec.aws.rules_per_bus;
    out_.desired.pattern_chars = spec.aws.pattern_chars;
    out_.desired.exclusive = spec.genesys.exclusive;
    out_.desired.integration_wait = spec.genesys.integration.wait;
    out_.desired.names_integration = !spec.genesys.integration.suffix.empty();
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
    const std::string source =
        family->partner ? partner_source(*family, partner_bus) : quoted(family->source);
    add_event_types(route, *family);
    out_.desired.buses.insert(bus);
    add_rules(route, bus, source);
  }

  // One rule a route, or several: queue ids that are too many for a pattern, and targets that are too many
  // for a rule, go on in further ones.
  void add_rules(const spec::Route& route, const std::string& bus, const std::string& source) {
    if (!route.queues.empty() && queue_ids(route).empty() && !resolution_.without_patterns) {
      return problem(route, "none of its queues exists, and a rule without queue ids would match every queue",
                     "correct the names, or drop queues:");
    }
    const QueueParts parts = queue_parts(route, source);
    const size_t first = out_.desired.rules.size();
    for (size_t part = 0; part < parts.size(); ++part) {
      if (parts[part].empty() && !route.queues.empty() && !resolution_.without_patterns) continue;
      for (size_t group = 0; group * aws::kTargetsPerRule < route.to.size(); ++group)
        add_rule(route, bus, source, parts[part], part, group);
    }
    check_target_ids(route, first);
    std::stable_partition(out_.desired.rules.begin() + static_cast<std::ptrdiff_t>(first),
                          out_.desired.rules.end(), [](const DesiredRule& rule) { return !rule.yields; });
  }

  void add_rule(const spec::Route& route, const std::string& bus, const std::string& source,
                const std::vector<std::string>& ids, size_t part, size_t group) {
    DesiredRule rule;
    rule.route = route.name;
    rule.first_name = spec::rule_name_of(spec_, route);
    rule.name = part_name(rule.first_name, part, group);
    rule.bus = bus;
    rule.arn = aws::rule_arn(resolution_.realm, rule.bus, rule.name);
    rule.role = route.role;
    rule.state = base::to_lower(route.state) == "enabled" ? "ENABLED" : route.state.empty() ? "" : "DISABLED";
    rule.yields = loses_wanted_ids(route, part, ids);
    add_pattern(route, source, ids, rule);
    add_targets(route, group, rule);
    add_description(route, ids, rule);
    const auto [other, fresh] = routes_of_rules_.try_emplace(rule.arn, route.name);
    if (!fresh) {
      problem(route, fmt::format("its rule {} is also one of the route '{}'", rule.name, other->second),
              "give one of them another rule:");
    }
    out_.desired.rules.push_back(std::move(rule));
  }

  QueueParts queue_parts(const spec::Route& route, const std::string& source) const {
    if (route.queues.empty() || resolution_.without_patterns) return {{}};
    const PatternLength length(
        [&](const std::vector<std::string>& ids) { return make_pattern(spec_, route, source, ids); });
    const auto live = resolution_.live_parts.find(route.name);
    QueueParts parts =
        spread(queue_ids(route), live == resolution_.live_parts.end() ? QueueParts{} : live->second, length,
               spec_.aws.pattern_chars);
    return parts.empty() ? QueueParts{{}} : parts;
  }

  bool loses_wanted_ids(const spec::Route& route, size_t part, const std::vector<std::string>& ids) const {
    const auto live = resolution_.live_parts.find(route.name);
    if (live == resolution_.live_parts.end() || part >= live->second.size()) return false;
    const std::vector<std::string>& wanted = queue_ids(route);
    const auto holds = [](const std::vector<std::string>& list, const std::string& id) {
      return std::find(list.begin(), list.end(), id) != list.end();
    };
    return std::any_of(live->second[part].begin(), live->second[part].end(),
                       [&](const std::string& id) { return holds(wanted, id) && !holds(ids, id); });
  }

  static std::string quoted(const std::string& text) { return json::to_text(json::Value(text)); }

  // The name of the partner bus that platform events come over: the route's own bus if it is one, else by the
  // suffix;
  // "" where neither says.
  std::string partner_bus_of(const std::string& bus) const {
    if (aws::is_partner_bus_name(bus)) return bus;
    return integration_source();
  }

  // The event source of the spec's integration; "" where it names none.
  std::string integration_source() const {
    const std::string& suffix = spec_.genesys.integration.suffix;
    if (suffix.empty()) return "";
    return fmt::format("aws.partner/genesys.com/cloud/{}/{}", resolution_.organization_id, suffix);
  }

  void add_integration(const spec::Route& route) {
    auto& integration = out_.desired.integration;
    if (!integration) {
      integration =
          DesiredIntegration{spec_.genesys.integration.suffix, resolution_.realm, integration_source(), {}};
    }
    for (const std::string& topic : events_of(route)) integration->topics.insert(topic);
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

  void add_pattern(const spec::Route& route, const std::string& source, const std::vector<std::string>& ids,
                   DesiredRule& rule) {
    if (resolution_.without_patterns) return;
    rule.pattern = make_pattern(spec_, route, source, ids);
    const auto parsed = pattern::parse(rule.pattern);
    if (!parsed.ok())
      return problem(route, fmt::format("AWS would refuse its pattern: {}", parsed.error.message),
                     parsed.error.hint);
    if (json::utf16_length(rule.pattern) > spec_.aws.pattern_chars) {
      problem(route,
              fmt::format("its pattern has {} characters, the limit is {}", json::utf16_length(rule.pattern),
                          spec_.aws.pattern_chars),
              "shorten where: or events:, or raise aws.limits.pattern_chars if AWS has raised yours");
    }
  }

  void add_description(const spec::Route& route, const std::vector<std::string>& ids, DesiredRule& rule) {
    RuleMark mark{spec_.stack, route.name, {}};
    for (const DesiredTarget& target : rule.targets) {
      if (!target.id.starts_with(kTargetIdPrefix)) mark.target_ids.push_back(target.id);
    }
    // The order of targets means nothing, so that another one is no change.
    std::sort(mark.target_ids.begin(), mark.target_ids.end());
    const auto write = [&](const std::string& queues) {
      return write_mark(base::replace_all(route.description, "{queue_ids}", queues), mark);
    };
    rule.description = write(base::join(ids, ", "));
    const auto too_long = [&] { return json::utf16_length(rule.description) > aws::kDescriptionMax; };
    if (too_long() && ids.size() > 1) rule.description = write(fmt::format("{} queues", ids.size()));
    if (too_long()) {
      problem(
          route,
          fmt::format("its description and Switchboard's mark have {} characters together, the limit is {}",
                      json::utf16_length(rule.description), aws::kDescriptionMax),
          "shorten the description");
    }
  }

  std::string function_arn(const std::string& name_or_arn) const {
    if (name_or_arn.starts_with("arn:")) return name_or_arn;
    const aws::Realm& realm = resolution_.realm;
    return aws::Arn{aws::partition_of(realm.region), "lambda", realm.region, realm.account,
                    "function:" + name_or_arn}
        .to_text();
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
        return function_arn(target.value);
      case spec::Target::Kind::kArn:
        break;
    }
    problem(route, fmt::format("'{}' is not an ARN", target.value));
    return target.value;
  }

  // The targets of one group: so many of the route's, from the group's first on.
  void add_targets(const spec::Route& route, size_t group, DesiredRule& rule) {
    const size_t begin = group * aws::kTargetsPerRule;
    const size_t end = std::min(route.to.size(), begin + aws::kTargetsPerRule);
    for (size_t i = begin; i < end; ++i) {
      const spec::Target& target = route.to[i];
      DesiredTarget made;
      made.arn = target_arn(route, target);
      made.id = target.id.empty() ? default_target_id(made.arn) : target.id;
      made.wire = {{"Id", made.id}, {"Arn", made.arn}};
      if (!target.role.empty()) made.wire["RoleArn"] = target.role;
      add_input(target, made.wire);
      add_dead_letter(target, rule, made.wire);
      add_retry(target, made.wire);
      add_destination(target, rule, made.arn);
      rule.targets.push_back(std::move(made));
    }
  }

  // Ids are unique within a route, so that a target can move to another of its rules.
  void check_target_ids(const spec::Route& route, size_t first_rule) {
    if (first_rule == out_.desired.rules.size()) return;
    const std::string& first_pattern = out_.desired.rules[first_rule].pattern;
    std::set<std::string> ids;
    for (size_t i = first_rule; i < out_.desired.rules.size(); ++i) {
      const DesiredRule& rule = out_.desired.rules[i];
      if (rule.pattern != first_pattern) break;
      for (const DesiredTarget& target : rule.targets) {
        if (ids.insert(target.id).second) continue;
        problem(route, fmt::format("it has two targets with the id '{}'", target.id),
                "give one of them an id:");
      }
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
    return route_source(rule);
  }

  // The further rules of a route are covered by one pattern.
  std::string route_source(const DesiredRule& rule) const {
    const std::string prefix = rule.first_name + "-";
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
      const bool first = rule.name == rule.first_name;
      add_permission(arn_text, first ? rule.name : rule.first_name + "-more", route_source(rule));
    }
  }

  void add_permission(const std::string& function_arn, const std::string& name, const std::string& source) {
    const std::string id = spec::cut_name(permission_prefix(spec_.stack) + name, 100);
    auto& all = out_.desired.permissions;
    const bool known = std::any_of(all.begin(), all.end(), [&](const DesiredPermission& p) {
      return p.function_arn == function_arn && p.rule_arn == source;
    });
    if (known) return;
    std::string statement = base::replace_all(id, ".", "-");
    const bool taken = std::any_of(all.begin(), all.end(), [&](const DesiredPermission& p) {
      return p.function_arn == function_arn && p.statement_id == statement;
    });
    // Rules of one name on two buses.
    if (taken)
      statement = spec::cut_name(statement + "-" + base::hex(base::sha256(source)).substr(0, 8), 100);
    all.push_back({function_arn, std::move(statement), source});
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
    if (subscriber.protocol == "lambda") {
      out.endpoint = function_arn(subscriber.endpoint);
      const auto arn = aws::parse_arn(out.endpoint);
      if (arn && arn->realm() == resolution_.realm)
        add_permission(out.endpoint, topic_arn.substr(topic_arn.rfind(':') + 1) + "-topic", topic_arn);
    }
    const auto same = [&](const DesiredSubscription& s) {
      return s.topic_arn == out.topic_arn && s.endpoint == out.endpoint;
    };
    auto& all = out_.desired.subscriptions;
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(out));
  }

  const spec::Spec& spec_;
  const Resolution& resolution_;
  std::map<std::string, std::string> routes_of_rules_;  // by the rule's ARN
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

std::string default_target_id(const std::string& arn_text) {
  const auto arn = aws::parse_arn(arn_text);
  std::string name = arn ? arn->service + "-" + arn->resource : arn_text;
  for (char& c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    if (!good) c = '-';
  }
  return spec::cut_name(kTargetIdPrefix + name, aws::kRuleNameMax);
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
