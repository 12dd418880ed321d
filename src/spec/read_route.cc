// SPDX-License-Identifier: Apache-2.0
#include "spec/read_route.h"

#include <fmt/format.h>

namespace sb::spec {
namespace {

constexpr int64_t kRetryAttemptsMax = 185;
constexpr base::Seconds kAgeLeast{60};
constexpr base::Seconds kAgeMost{86400};

QueueSelector read_queue(const YAML::Node& node, const Context& context) {
  QueueSelector out;
  out.position = position_of(node);
  if (node.IsScalar()) {
    out.value = context.fill_in(node);
    return out;
  }
  YamlMap map(node, "a queue", context);
  const std::string id = map.text("id");
  const std::string match = map.text("match");
  const std::string name = map.text("name");
  map.finish();
  if (!map.valid()) return out;
  if (!id.empty() + !match.empty() + !name.empty() != 1) {
    context.diagnostics.error("SB0121", out.position,
                              "a queue is a name, {match: \"Support *\"} or {id: …}, one of them");
  }
  out.kind = !id.empty()      ? QueueSelector::Kind::kId
             : !match.empty() ? QueueSelector::Kind::kMatch
                              : QueueSelector::Kind::kName;
  out.value = !id.empty() ? id : !match.empty() ? match : name;
  return out;
}

void read_queues(YamlMap& map, Route& out, const Context& context) {
  if (const auto queues = map.find("queues")) {
    for (const YAML::Node& item : as_list(*queues)) out.queues.push_back(read_queue(item, context));
  }
  if (!out.queues.empty() || !map.has("queues")) return;
  context.diagnostics.error("SB0121", map.position_of_key("queues"),
                            "queues names none: without ids the rule would take the events of every queue",
                            "name one, or take the line out if every queue is meant");
}

Subscriber read_subscriber(const YAML::Node& node, const Context& context) {
  Subscriber out;
  YamlMap map(node, "a subscriber", context);
  out.position = map.position();
  for (const char* protocol : {"sqs", "https", "http", "lambda"}) {
    const std::string endpoint = map.text(protocol);
    if (endpoint.empty()) continue;
    if (!out.endpoint.empty()) {
      context.diagnostics.error("SB0122", map.position(),
                                "a subscriber has one endpoint: sqs, https, http or lambda");
    }
    out.protocol = protocol;
    out.endpoint = endpoint;
    out.position = map.position_of_value(protocol);
  }
  out.raw = map.boolean("raw").value_or(false);
  if (const auto filter = map.find("filter")) out.filter = context.to_fragment(*filter);
  map.finish();
  if (map.valid() && out.endpoint.empty()) {
    context.diagnostics.error("SB0122", out.position,
                              "a subscriber needs an endpoint: sqs, https, http or lambda");
  }
  return out;
}

Input read_input(const YAML::Node& node, const Context& context) {
  Input out;
  YamlMap map(node, "an input", context);
  out.path = map.text("path");
  out.text = map.text("text");
  out.transform = map.text("template");
  out.position = map.position_of_value(!out.path.empty() ? "path" : !out.text.empty() ? "text" : "template");
  if (const auto paths = map.find("paths")) {
    YamlMap entries(*paths, "'paths' of an input", context);
    out.paths_position = entries.position();
    for (const std::string& key : entries.keys()) {
      out.paths[key] = entries.text(key);
      out.path_positions[key] = entries.position_of_value(key);
    }
  }
  map.finish();
  if (map.valid() && !out.path.empty() + !out.text.empty() + !out.transform.empty() != 1) {
    context.diagnostics.error("SB0123", map.position(), "an input has one of: path, text, template");
  }
  return out;
}

void read_target_kind(YamlMap& map, Target& out, const Context& context) {
  static constexpr std::pair<const char*, Target::Kind> kKinds[] = {{"sns", Target::Kind::kSns},
                                                                    {"sqs", Target::Kind::kSqs},
                                                                    {"lambda", Target::Kind::kLambda},
                                                                    {"bus", Target::Kind::kBus},
                                                                    {"arn", Target::Kind::kArn}};
  int found = 0;
  for (const auto& [key, kind] : kKinds) {
    const std::string value = map.text(key);
    if (value.empty()) continue;
    ++found;
    out.kind = kind;
    out.value = value;
    out.value_position = map.position_of_value(key);
  }
  if (map.valid() && found != 1) {
    context.diagnostics.error("SB0124", out.position,
                              found == 0 ? "a target has nothing to go to" : "a target goes to one place",
                              "give one of: sns, sqs, lambda, bus, arn (and a variable that is not empty)");
  }
}

Target read_target(const YAML::Node& node, const Context& context) {
  Target out;
  YamlMap map(node, "a target", context);
  out.position = map.position();
  read_target_kind(map, out, context);
  out.id = map.text("id");
  out.id_position = map.position_of_value("id");
  out.role = map.text("role");
  out.role_position = map.position_of_value("role");
  if (const auto input = map.find("input")) out.input = read_input(*input, context);
  if (const auto dead_letter = map.find("dead_letter")) {
    DeadLetter read = read_dead_letter(*dead_letter, context);
    if (!read.queue.empty() || !read.none_reason.empty()) out.dead_letter = std::move(read);
  }
  if (const auto retry = map.find("retry")) out.retry = read_retry(*retry, context);
  out.manage_policy = map.choice("policy", {"none", "merge"}) != "none";
  if (const auto subscribers = map.find("subscribers")) {
    for (const YAML::Node& item : as_list(*subscribers))
      out.subscribers.push_back(read_subscriber(item, context));
  }
  map.finish();
  return out;
}

}  // namespace

DeadLetter read_dead_letter(const YAML::Node& node, const Context& context) {
  DeadLetter out;
  out.position = position_of(node);
  if (node.IsScalar()) {
    out.queue = context.fill_in(node);
    return out;
  }
  YamlMap map(node, "dead_letter", context);
  out.queue = map.text("queue");
  out.none_reason = map.text("none");
  map.finish();
  if (map.valid() && out.queue.empty() == out.none_reason.empty()) {
    context.diagnostics.error("SB0125", map.position(),
                              "dead_letter is a queue's name, or {none: \"the reason\"}");
  }
  return out;
}

Retry read_retry(const YAML::Node& node, const Context& context) {
  Retry out;
  YamlMap map(node, "retry", context);
  if (const auto attempts = map.integer("attempts", 0, kRetryAttemptsMax))
    out.attempts = static_cast<int>(*attempts);
  out.max_age = map.duration("max_age", kAgeLeast, kAgeMost);
  map.finish();
  return out;
}

Route read_route(const std::string& name, base::SourcePosition name_position, const YAML::Node& node,
                 const Context& context) {
  Route out;
  out.name = name;
  out.name_position = name_position;
  YamlMap map(node, fmt::format("route '{}'", name), context);
  out.position = map.position();
  out.rule = map.text("rule");
  out.rule_position = out.rule.empty() ? name_position : map.position_of_value("rule");
  out.bus = map.text("bus");
  out.role = map.text("role");
  out.description = map.text("description");
  out.state = map.choice("state", {"enabled", "disabled"});
  if (const auto events = map.find("events")) {
    for (const YAML::Node& item : as_list(*events)) {
      if (item.IsScalar()) {
        out.events.push_back(context.fill_in(item));
        out.event_positions.push_back(position_of(item));
      } else {
        context.diagnostics.error("SB0102", position_of(item), "an event is a name");
      }
    }
  }
  out.intent = map.choice("intent", {"ended"});
  if (const auto pattern = map.find("pattern")) out.pattern = context.to_fragment(*pattern);
  read_queues(map, out, context);
  if (const auto where = map.find("where")) out.where = context.to_fragment(*where);
  if (const auto to = map.find("to")) {
    for (const YAML::Node& item : as_list(*to)) out.to.push_back(read_target(item, context));
  }
  map.finish();
  return out;
}

}  // namespace sb::spec
