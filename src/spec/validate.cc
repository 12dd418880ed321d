// SPDX-License-Identifier: Apache-2.0
#include "spec/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/digest.h"
#include "base/text.h"

namespace sb::spec {
namespace {

class Validator {
 public:
  Validator(const Spec& spec, base::Diagnostics& diagnostics) : spec_(spec), diagnostics_(diagnostics) {}

  void run() {
    check_dead_letter(spec_.dead_letter);
    check_integration();
    for (const Route& route : spec_.routes) check_route(route);
  }

 private:
  void check_integration() {
    const IntegrationSettings& integration = spec_.genesys.integration;
    if (integration.suffix.empty() || aws::is_rule_name(integration.suffix)) return;
    diagnostics_.error("SB0161", integration.position,
                       fmt::format("'{}' cannot be the suffix of an event source", integration.suffix),
                       "1 to 64 of letters, digits, '.', '-', '_'");
  }

  // Where the partner family's events first stand in the route; nullopt when it has none.
  std::optional<base::SourcePosition> partner_events(const Route& route) const {
    if (!route.intent.empty()) return route.position;
    for (size_t i = 0; i < route.events.size(); ++i) {
      const Event* event = spec_.catalogue.find_event(route.events[i]);
      const Family* family = event == nullptr ? nullptr : spec_.catalogue.find_family(event->family);
      if (family != nullptr && family->partner) return route.event_positions[i];
    }
    return std::nullopt;
  }

  void check_bus(const Route& route) {
    if (route.events.empty() == route.intent.empty()) return;  // said by check_events
    const auto place = partner_events(route);
    if (!place || !route.bus.empty() || !spec_.genesys.integration.suffix.empty()) return;
    diagnostics_.error("SB0160", *place,
                       fmt::format("the events of route '{}' come over the Genesys Cloud integration, whose "
                                   "suffix is not given",
                                   route.name),
                       "add genesys: { integration: { suffix: contact-center } }, or bus: with the name of a "
                       "partner bus that stands");
  }

  void check_route(const Route& route) {
    check_rule_name(route);
    check_events(route);
    check_pattern(route);
    check_bus(route);
    check_where(route);
    if (route.to.empty()) {
      diagnostics_.error("SB0130", route.position, fmt::format("route '{}' goes nowhere", route.name),
                         "add to: [{sns: a-topic}]");
    }
    std::set<std::string> ids;
    for (const Target& target : route.to) {
      check_target(target);
      if (!target.id.empty() && !ids.insert(target.id).second) {
        diagnostics_.error("SB0131", target.position,
                           fmt::format("route '{}' has two targets with the id '{}'", route.name, target.id));
      }
    }
    for (const QueueSelector& queue : route.queues) {
      if (queue.value.empty()) diagnostics_.error("SB0121", queue.position, "the name of a queue is empty");
    }
  }

  void check_rule_name(const Route& route) {
    const std::string name = rule_name_of(spec_, route);
    if (!aws::is_rule_name(name)) {
      diagnostics_.error("SB0132", route.position, fmt::format("'{}' cannot name a rule", name),
                         "1 to 64 of letters, digits, '.', '-', '_'");
    }
    const auto [other, fresh] = rules_.try_emplace({bus_of(route), name}, route.position.line);
    if (!fresh) {
      diagnostics_.error(
          "SB0133", route.position,
          fmt::format("the rule '{}' is already that of the route in line {}", name, other->second),
          "give one of them another rule:");
    }
  }

  // The bus of a route as far as the file alone says it; "" for the partner bus of the organisation.
  std::string bus_of(const Route& route) const {
    if (!route.bus.empty()) return aws::bus_name(route.bus);
    if (route.pattern) return aws::bus_name("");
    const Event* event = route.events.empty() ? nullptr : spec_.catalogue.find_event(route.events.front());
    const Family* family = event == nullptr ? nullptr : spec_.catalogue.find_family(event->family);
    return family == nullptr ? "" : family->bus;
  }

  void check_events(const Route& route) {
    if (!route.events.empty() + !route.intent.empty() + route.pattern.has_value() != 1) {
      diagnostics_.error("SB0134", route.position,
                         fmt::format("route '{}' needs one of: events, intent, pattern", route.name));
      return;
    }
    std::set<std::string> families;
    for (size_t i = 0; i < route.events.size(); ++i) {
      check_event(route, route.events[i], route.event_positions[i], families);
    }
    if (families.size() > 1) {
      diagnostics_.error("SB0136", route.position,
                         fmt::format("route '{}' mixes events of {} families", route.name, families.size()),
                         "events of one route come from one source: make a route for each");
    }
    std::set<std::string> places;
    for (const std::string& name : route.events) {
      const Event* event = spec_.catalogue.find_event(name);
      if (event != nullptr && !event->queue_path.empty()) places.insert(event->queue_path);
    }
    if (!route.queues.empty() && places.size() > 1) {
      diagnostics_.error(
          "SB0146", route.position,
          fmt::format("the events of route '{}' carry their queue ids at different places", route.name),
          "make a route for each");
    }
    if (!route.intent.empty() && route.queues.empty()) {
      diagnostics_.error(
          "SB0137", route.position,
          fmt::format("'intent: {}' of route '{}' is about queues and names none", route.intent, route.name),
          "add queues: [\"General Support\"]");
    }
  }

  void check_event(const Route& route, const std::string& name, base::SourcePosition position,
                   std::set<std::string>& families) {
    const Event* event = spec_.catalogue.find_event(name);
    if (event == nullptr) {
      const auto near = spec_.catalogue.suggest_event(name);
      diagnostics_.error("SB0135", position, fmt::format("no event is called '{}'", name),
                         near ? fmt::format("did you mean '{}'? Others can be added under families:", *near)
                              : "names outside the catalogue can be added under families:");
      return;
    }
    families.insert(event->family);
    if (!route.queues.empty() && event->queue_path.empty()) {
      diagnostics_.error("SB0138", position,
                         fmt::format("'{}' never carries a queue id, so queues cannot filter it", name),
                         "drop queues:, or choose an event that carries one");
    }
  }

  // The paths that events, intent and queues already set in the pattern of `route`.
  std::vector<std::string> paths_taken(const Route& route) const {
    std::vector<std::string> out{"source", "detail-type"};
    if (!route.intent.empty()) {
      out.push_back("$or");  // the intent's own alternatives stand there
      for (const char* field : {"queueId", "disconnectType", "interactingDurationMs", "acdOutcome"}) {
        out.push_back(fmt::format("detail.eventBody.{}", field));
      }
    }
    if (route.queues.empty()) return out;
    for (const std::string& name : route.events) {
      if (const Event* event = spec_.catalogue.find_event(name)) out.push_back(event->queue_path);
    }
    return out;
  }

  // A whole pattern leaves nothing for the other keys to add.
  void check_pattern(const Route& route) {
    if (!route.pattern) return;
    if (!route.queues.empty() || route.where) {
      diagnostics_.error("SB0148", route.position,
                         fmt::format("route '{}' has a whole pattern, and {} beside it", route.name,
                                     route.where ? "where" : "queues"),
                         "write it into the pattern, or name events: in place of pattern:");
    }
    if (route.pattern->kind != Fragment::Kind::kObject) {
      diagnostics_.error("SB0139", route.pattern->position,
                         "pattern must be an event pattern: a map from field to values");
      return;
    }
    check_fragment(route, *route.pattern, "", {});
  }

  void check_where(const Route& route) {
    if (!route.where) return;
    if (route.where->kind != Fragment::Kind::kObject) {
      diagnostics_.error("SB0139", route.where->position,
                         "where must be a pattern fragment: a map from field to values");
      return;
    }
    check_fragment(route, *route.where, "", paths_taken(route));
  }

  // True where the fragment would take the place of a path that is set already, or of something above one.
  static bool clashes(const std::string& here, const Fragment& value, const std::vector<std::string>& taken) {
    return std::any_of(taken.begin(), taken.end(), [&](const std::string& path) {
      return path == here || (path.starts_with(here + ".") && value.kind != Fragment::Kind::kObject);
    });
  }

  void check_fragment(const Route& route, const Fragment& fragment, const std::string& path,
                      const std::vector<std::string>& taken) {
    for (const auto& [key, value] : fragment.members) {
      const std::string here = path.empty() ? key : path + "." + key;
      if (clashes(here, value, taken)) {
        diagnostics_.error("SB0140", value.position,
                           fmt::format("where sets '{}' (line {}), which events, intent or queues of route "
                                       "'{}' (line {}) set already",
                                       here, value.position.line, route.name, route.position.line),
                           "say it in one place");
      }
      if (key == "$or") {
        for (const Fragment& branch : value.items) check_fragment(route, branch, path, taken);
      } else if (value.kind == Fragment::Kind::kObject) {
        check_fragment(route, value, here, taken);
      } else if (value.kind == Fragment::Kind::kScalar) {
        diagnostics_.error(
            "SB0141", value.position,
            fmt::format("'{}' in {} must be a list of values", here, route.pattern ? "pattern" : "where"),
            fmt::format("write {}: [{}]", key, value.scalar));
      }
    }
  }

  void check_target(const Target& target) {
    if (!target.id.empty() && !aws::is_rule_name(target.id)) {
      diagnostics_.error("SB0132", target.position, fmt::format("'{}' cannot be a target's id", target.id),
                         "1 to 64 of letters, digits, '.', '-', '_'");
    }
    check_target_name(target);
    if (target.dead_letter) check_dead_letter(*target.dead_letter);
    if (!target.subscribers.empty() && target.kind != Target::Kind::kSns) {
      diagnostics_.error("SB0143", target.position, "only an sns target has subscribers");
    }
    for (const Subscriber& subscriber : target.subscribers) check_subscriber(subscriber);
  }

  void check_target_name(const Target& target) {
    if (target.value.empty()) return;
    if (target.value.ends_with(".fifo")) {
      diagnostics_.error(
          "SB0147", target.position,
          fmt::format("'{}' is FIFO, which needs a message group that a route cannot give", target.value),
          "use a standard queue or topic");
    }
    const bool is_arn = target.value.starts_with("arn:");
    bool good = true;
    std::string wanted;
    switch (target.kind) {
      case Target::Kind::kArn:
        good = aws::parse_arn(target.value).has_value();
        wanted = "an ARN: arn:aws:sns:us-east-1:123456789012:a-topic";
        break;
      case Target::Kind::kSns:
        good = is_arn || aws::is_topic_name(target.value);
        wanted = "1 to 256 of letters, digits, '-', '_'";
        break;
      case Target::Kind::kSqs:
        good = is_arn || aws::is_queue_name(target.value);
        wanted = "1 to 80 of letters, digits, '-', '_'";
        break;
      case Target::Kind::kLambda:
      case Target::Kind::kBus:
        break;
    }
    if (!good)
      diagnostics_.error("SB0132", target.position, fmt::format("'{}' cannot name a target", target.value),
                         wanted);
  }

  void check_dead_letter(const DeadLetter& dead_letter) {
    const std::string& queue = dead_letter.queue;
    if (queue.empty()) return;
    if (const auto arn = aws::parse_arn(queue)) {
      if (arn->service != "sqs") {
        diagnostics_.error("SB0144", dead_letter.position,
                           fmt::format("a dead-letter queue is an SQS queue, not '{}'", queue));
      }
    } else if (!aws::is_queue_name(queue) || queue.ends_with(".fifo")) {
      diagnostics_.error("SB0132", dead_letter.position,
                         fmt::format("'{}' cannot name a dead-letter queue", queue),
                         "1 to 80 of letters, digits, '-', '_' (a standard queue)");
    }
  }

  void check_subscriber(const Subscriber& subscriber) {
    if (subscriber.protocol == "sqs" && subscriber.endpoint.ends_with(".fifo")) {
      diagnostics_.error(
          "SB0147", subscriber.position,
          fmt::format("'{}' is a FIFO queue, which a standard topic cannot feed", subscriber.endpoint),
          "use a standard queue");
    }
    if (subscriber.protocol == "sqs" && !subscriber.endpoint.starts_with("arn:") &&
        !aws::is_queue_name(subscriber.endpoint)) {
      diagnostics_.error("SB0132", subscriber.position,
                         fmt::format("'{}' cannot name a queue", subscriber.endpoint),
                         "1 to 80 of letters, digits, '-', '_'");
    }
    const bool web = subscriber.protocol == "https" || subscriber.protocol == "http";
    if (web && !subscriber.endpoint.starts_with(subscriber.protocol + "://")) {
      diagnostics_.error("SB0145", subscriber.position,
                         fmt::format("'{}' is not an {} address", subscriber.endpoint, subscriber.protocol));
    }
  }

  const Spec& spec_;
  base::Diagnostics& diagnostics_;
  std::map<std::pair<std::string, std::string>, int> rules_;  // by bus and name: the route's line
};

}  // namespace

std::string cut_name(const std::string& name, size_t length_max) {
  if (name.size() <= length_max) return name;
  const std::string mark = "-" + base::hex(base::sha256(name)).substr(0, 8);
  return name.substr(0, length_max - mark.size()) + mark;
}

std::string rule_name_of(const Spec& spec, const Route& route) {
  if (!route.rule.empty()) return route.rule;
  std::string name = spec.stack + "-" + route.name;
  for (char& c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    if (!good) c = '-';
  }
  return cut_name(name, aws::kRuleNameMax);
}

void validate(const Spec& spec, base::Diagnostics& diagnostics) { Validator(spec, diagnostics).run(); }

}  // namespace sb::spec
