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
#include "spec/pattern_checks.h"
#include "spec/realm_checks.h"
#include "spec/target_checks.h"

namespace sb::spec {
namespace {

class Validator {
 public:
  Validator(const Spec& spec, base::Diagnostics& diagnostics, Checks checks)
      : spec_(spec), diagnostics_(diagnostics), checks_(checks) {}

  void run() {
    check_dead_letter(spec_.dead_letter, diagnostics_);
    check_integration();
    for (const Route& route : spec_.routes) check_route(route);
    if (checks_ == Checks::kAccount) check_realm(spec_, {spec_.aws.account, ""}, diagnostics_);
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
      check_target(target, diagnostics_);
      check_subscribers(target);
      if (checks_ != Checks::kNames) {
        check_loop(route, target);
        check_with_services(target, diagnostics_);
      }
      if (!target.id.empty() && !ids.insert(target.id).second) {
        diagnostics_.error("SB0131", target.id_position,
                           fmt::format("route '{}' has two targets with the id '{}'", route.name, target.id));
      }
    }
    for (const QueueSelector& queue : route.queues) {
      if (queue.value.empty()) diagnostics_.error("SB0121", queue.position, "the name of a queue is empty");
    }
  }

  void check_loop(const Route& route, const Target& target) {
    const auto arn = aws::parse_arn(target.value);
    const bool is_bus =
        target.kind == Target::Kind::kBus || (arn && aws::target_kind(*arn) == aws::TargetKind::kBus);
    if (!is_bus || target.input || aws::bus_name(target.value) != bus_of(spec_, route)) return;
    const bool is_here =
        !arn || target.value == route.bus || arn->realm() == aws::Realm{spec_.aws.account, spec_.aws.region};
    if (!is_here) return;
    diagnostics_.warning("SB0165", target.position,
                         fmt::format("route '{}' leads its events back to the bus that they come from, where "
                                     "they match it again",
                                     route.name),
                         "each comes to its other targets more than once, and is charged again; lead them to "
                         "another bus");
  }

  // A topic has one subscription for an endpoint, however many routes name it.
  void check_subscribers(const Target& target) {
    for (const Subscriber& subscriber : target.subscribers) {
      const auto [at, fresh] = subscribers_.try_emplace(
          {target.value, subscriber.protocol + " " + subscriber.endpoint}, &subscriber);
      const Subscriber& first = *at->second;
      const auto filter_of = [](const Subscriber& s) { return s.filter ? s.filter->to_json() : ""; };
      if (fresh || (first.raw == subscriber.raw && filter_of(first) == filter_of(subscriber))) continue;
      diagnostics_.error(
          "SB0163", subscriber.position,
          fmt::format("'{}' subscribes to '{}' in line {} already, with another raw or filter",
                      subscriber.endpoint, target.value, first.position.line),
          "one subscription has one of each: say the same in both places, or take another topic");
    }
  }

  void check_rule_name(const Route& route) {
    const std::string name = rule_name_of(spec_, route);
    if (!aws::is_rule_name(name)) {
      diagnostics_.error("SB0132", route.rule_position, fmt::format("'{}' cannot name a rule", name),
                         "1 to 64 of letters, digits, '.', '-', '_'");
    }
    const auto [other, fresh] = rules_.try_emplace({bus_of(spec_, route), name}, route.position.line);
    if (!fresh) {
      diagnostics_.error(
          "SB0133", route.position,
          fmt::format("the rule '{}' is already that of the route in line {}", name, other->second),
          "give one of them another rule:");
    }
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
    check_grammar(route, *route.pattern, "pattern");
  }

  void check_grammar(const Route& route, const Fragment& fragment, const char* key) {
    if (checks_ == Checks::kNames) return;
    check_pattern_text(fragment, fmt::format("{} of route '{}'", key, route.name), diagnostics_);
  }

  void check_where(const Route& route) {
    if (!route.where) return;
    if (route.where->kind != Fragment::Kind::kObject) {
      diagnostics_.error("SB0139", route.where->position,
                         "where must be a pattern fragment: a map from field to values");
      return;
    }
    check_fragment(route, *route.where, "", paths_taken(route));
    check_grammar(route, *route.where, "where");
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

  const Spec& spec_;
  base::Diagnostics& diagnostics_;
  const Checks checks_;
  std::map<std::pair<std::string, std::string>, int> rules_;  // by bus and name: the route's line
  std::map<std::pair<std::string, std::string>, const Subscriber*> subscribers_;  // by topic and endpoint
};

}  // namespace

std::string default_dead_letter(const std::string& stack) {
  return cut_name(stack + "-dead-letter", aws::kQueueNameMax);
}

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

std::string bus_of(const Spec& spec, const Route& route) {
  if (!route.bus.empty()) return aws::bus_name(route.bus);
  if (route.pattern) return aws::bus_name("");
  const Event* event = route.events.empty() ? nullptr : spec.catalogue.find_event(route.events.front());
  const Family* family = event == nullptr ? nullptr : spec.catalogue.find_family(event->family);
  return family == nullptr ? "" : family->bus;
}

void validate(const Spec& spec, base::Diagnostics& diagnostics, Checks checks) {
  Validator(spec, diagnostics, checks).run();
}

}  // namespace sb::spec
