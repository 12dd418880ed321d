// SPDX-License-Identifier: Apache-2.0
#include "interchange/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "base/address_secret.h"
#include "base/text.h"
#include "json/unicode.h"
#include "spec/validate.h"

namespace sb::interchange {
namespace {

constexpr size_t kLabelMax = 60;

// Cut to a length that still fits into a box.
std::string shortened(const std::string& text) {
  if (json::utf16_length(text) <= kLabelMax) return text;
  size_t at = 0;
  for (size_t i = 0; i + 1 < kLabelMax && at < text.size(); ++i)
    json::decode_code_point(text, at, json::Surrogates::kAccept);
  return text.substr(0, at) + "…";
}

class Grapher {
 public:
  explicit Grapher(const spec::Spec& spec) : spec_(spec) { out_.title = spec.stack; }

  Graph run() {
    for (const spec::Route& route : spec_.routes) add_route(route);
    return std::move(out_);
  }

 private:
  size_t node(NodeKind kind, const std::string& key, std::vector<std::string> lines) {
    for (size_t i = 0; i < out_.nodes.size(); ++i) {
      if (out_.nodes[i].key == key) return i;
    }
    out_.nodes.push_back({key, kind, std::move(lines), Drift::kNone});
    return out_.nodes.size() - 1;
  }

  void edge(size_t from, size_t to, std::string label = {}, bool dashed = false) {
    const bool known = std::any_of(out_.edges.begin(), out_.edges.end(), [&](const GraphEdge& e) {
      return e.from == from && e.to == to && e.label == label;
    });
    if (!known) out_.edges.push_back({from, to, std::move(label), dashed});
  }

  const spec::Family* family_of(const spec::Route& route) const {
    if (!route.intent.empty()) return spec_.catalogue.find_family("partner");
    const spec::Event* event =
        route.events.empty() ? nullptr : spec_.catalogue.find_event(route.events.front());
    return event == nullptr ? nullptr : spec_.catalogue.find_family(event->family);
  }

  std::string bus_of(const spec::Route& route) const {
    if (!route.bus.empty()) return aws::bus_name(route.bus);
    const spec::Family* family = family_of(route);
    if (family == nullptr) return aws::bus_name("");
    if (!family->partner) return family->bus;
    const std::string& suffix = spec_.genesys.integration.suffix;
    return "aws.partner/genesys.com/cloud/…/" + (suffix.empty() ? "…" : suffix);
  }

  std::vector<std::string> rule_label(const spec::Route& route) const {
    std::vector<std::string> out{spec::rule_name_of(spec_, route)};
    std::vector<std::string> queues;
    for (const spec::QueueSelector& queue : route.queues) queues.push_back(queue.value);
    if (!queues.empty()) out.push_back(shortened("queues: " + base::join(queues, ", ")));
    if (route.where) out.push_back(shortened("where: " + route.where->to_json()));
    if (route.pattern) out.push_back(shortened("pattern: " + route.pattern->to_json()));
    if (route.state == "disabled") out.push_back("disabled");
    return out;
  }

  void add_route(const spec::Route& route) {
    const std::string bus_name = bus_of(route);
    const size_t bus = node(NodeKind::kBus, "bus " + bus_name, {bus_name});
    for (const std::string& event : route.events)
      edge(node(NodeKind::kEvent, "event " + event, {event}), bus);
    if (!route.intent.empty()) {
      const std::string label = "intent: " + route.intent;
      edge(node(NodeKind::kEvent, label, {label}), bus);
    }
    const size_t rule = node(NodeKind::kRule, "rule " + route.name, rule_label(route));
    edge(bus, rule);
    for (const spec::Target& target : route.to) add_target(rule, target);
  }

  size_t queue_node(const std::string& name_or_arn) {
    const auto arn = aws::parse_arn(name_or_arn);
    const std::string name = arn ? arn->resource : name_or_arn;
    return node(NodeKind::kQueue, "queue " + name, {name});
  }

  size_t arn_node(const std::string& text) {
    const auto arn = aws::parse_arn(text);
    if (!arn) return node(NodeKind::kOther, "other " + text, {text});
    switch (aws::target_kind(*arn)) {
      case aws::TargetKind::kSns:
        return node(NodeKind::kTopic, "topic " + arn->resource, {arn->resource});
      case aws::TargetKind::kSqs:
        return queue_node(text);
      case aws::TargetKind::kLambda:
        return function_node(text);
      case aws::TargetKind::kBus:
        return node(NodeKind::kBus, "bus " + aws::bus_name(text), {aws::bus_name(text)});
      case aws::TargetKind::kOther:
        break;
    }
    return node(NodeKind::kOther, "other " + text, {text});
  }

  size_t function_node(const std::string& name_or_arn) {
    const auto arn = aws::parse_arn(name_or_arn);
    const std::string name = arn ? arn->resource.substr(arn->resource.find(':') + 1) : name_or_arn;
    return node(NodeKind::kFunction, "function " + name, {name});
  }

  size_t target_node(const spec::Target& target) {
    if (target.value.starts_with("arn:")) return arn_node(target.value);
    switch (target.kind) {
      case spec::Target::Kind::kSns:
        return node(NodeKind::kTopic, "topic " + target.value, {target.value});
      case spec::Target::Kind::kSqs:
        return queue_node(target.value);
      case spec::Target::Kind::kLambda:
        return function_node(target.value);
      case spec::Target::Kind::kBus:
        return node(NodeKind::kBus, "bus " + target.value, {target.value});
      case spec::Target::Kind::kArn:
        break;
    }
    return arn_node(target.value);
  }

  void add_target(size_t rule, const spec::Target& target) {
    const size_t at = target_node(target);
    edge(rule, at, target.input ? "input changed" : "");
    for (const spec::Subscriber& subscriber : target.subscribers) add_subscriber(at, subscriber);
    const spec::DeadLetter& letter = target.dead_letter ? *target.dead_letter : spec_.dead_letter;
    if (!letter.queue.empty()) edge(rule, queue_node(letter.queue), "undeliverable", true);
  }

  void add_subscriber(size_t topic, const spec::Subscriber& subscriber) {
    const bool web = subscriber.protocol == "https" || subscriber.protocol == "http";
    const size_t at = subscriber.protocol == "sqs" ? queue_node(subscriber.endpoint)
                      : web ? node(NodeKind::kEndpoint, "endpoint " + subscriber.endpoint,
                                   {base::mask_address_secrets(subscriber.endpoint)})
                            : function_node(subscriber.endpoint);
    std::vector<std::string> words;
    if (subscriber.raw) words.emplace_back("raw");
    if (subscriber.filter) words.push_back(shortened(subscriber.filter->to_json()));
    edge(topic, at, base::join(words, " "));
  }

  const spec::Spec& spec_;
  Graph out_;
};

GraphNode* find_node(Graph& graph, const std::string& key) {
  for (GraphNode& node : graph.nodes) {
    if (node.key == key) return &node;
  }
  return nullptr;
}

Drift drift_of(reconcile::Action action) {
  switch (action) {
    case reconcile::Action::kCreate:
      return Drift::kMissing;
    case reconcile::Action::kDelete:
      return Drift::kUnwanted;
    case reconcile::Action::kUpdate:
    case reconcile::Action::kReplace:
      break;
  }
  return Drift::kDiffers;
}

NodeKind kind_of(const std::string& kind) {
  if (kind == "aws.rule") return NodeKind::kRule;
  if (kind == "aws.topic") return NodeKind::kTopic;
  return kind == "aws.queue" ? NodeKind::kQueue : NodeKind::kOther;
}

// The key of the node that a change is about; "" for one about something between nodes.
std::string key_of(const reconcile::Change& change, const reconcile::Desired& desired) {
  const std::string& name = change.name;
  if (change.kind == "genesys.event_type") return "event " + name;
  if (change.kind == "aws.topic" || change.kind == "aws.topic_policy") return "topic " + name;
  if (change.kind == "aws.queue" || change.kind == "aws.queue_policy") return "queue " + name;
  if (change.kind == "aws.event_bus") return "bus " + name;
  if (change.kind == "aws.subscription") return "topic " + name.substr(0, name.find(" -> "));
  if (change.kind == "aws.lambda_permission")
    return "function " + change.arn.substr(change.arn.rfind(':') + 1);
  if (change.kind != "aws.rule" && change.kind != "aws.target") return "";
  const std::string rule = change.kind == "aws.target" ? name.substr(0, name.find('/')) : name;
  for (const reconcile::DesiredRule& wanted : desired.rules) {
    if (wanted.name == rule) return "rule " + wanted.route;
  }
  return "rule (live) " + rule;
}

}  // namespace

Graph make_graph(const spec::Spec& spec) { return Grapher(spec).run(); }

void mark_drift(Graph& graph, const reconcile::Desired& desired, const reconcile::Plan& plan) {
  for (const reconcile::Change& change : plan.changes) {
    const std::string key = key_of(change, desired);
    GraphNode* node = key.empty() ? nullptr : find_node(graph, key);
    const bool whole = change.kind == "aws.rule" || change.kind == "aws.topic" ||
                       change.kind == "aws.queue" || change.kind == "genesys.event_type" ||
                       change.kind == "aws.event_bus";
    const Drift drift = whole ? drift_of(change.action) : Drift::kDiffers;
    if (node == nullptr) {
      if (whole && change.action == reconcile::Action::kDelete)
        graph.nodes.push_back({key, kind_of(change.kind), {change.name}, drift});
    } else if (node->drift == Drift::kNone) {
      node->drift = drift;
    }
  }
}

}  // namespace sb::interchange
