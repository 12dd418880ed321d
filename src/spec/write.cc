// SPDX-License-Identifier: Apache-2.0
#include "spec/write.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/address_secret.h"
#include "base/text.h"
#include "json/document.h"
#include "spec/validate.h"

namespace sb::spec {
namespace {

Fragment of_text(const std::string& text) {
  Fragment out;
  out.scalar = json::to_text(json::Value(base::replace_all(text, "${", "$${")));
  return out;
}

Fragment of_json(std::string json_text) {
  Fragment out;
  out.scalar = std::move(json_text);
  return out;
}

Fragment list(std::vector<Fragment> items) {
  Fragment out;
  out.kind = Fragment::Kind::kArray;
  out.items = std::move(items);
  return out;
}

// A map under construction; what is empty is left out.
class MapWriter {
 public:
  MapWriter() { out_.kind = Fragment::Kind::kObject; }

  void put(const std::string& key, Fragment value) { out_.members.push_back({key, std::move(value)}); }
  void text(const std::string& key, const std::string& value) {
    if (!value.empty()) put(key, of_text(value));
  }
  void map(const std::string& key, Fragment value) {
    if (!value.members.empty()) put(key, std::move(value));
  }
  Fragment take() { return std::move(out_); }

 private:
  Fragment out_;
};

// Values may hold a "${" that is no variable; keys are never filled in.
Fragment without_variables(const Fragment& fragment) {
  Fragment out = fragment;
  if (out.scalar.starts_with('"')) out.scalar = base::replace_all(out.scalar, "${", "$${");
  for (auto& [name, value] : out.members) value = without_variables(value);
  for (Fragment& item : out.items) item = without_variables(item);
  return out;
}

std::string duration_text(base::Seconds seconds) {
  const auto count = seconds.count();
  if (count % 3600 == 0) return fmt::format("{}h", count / 3600);
  if (count % 60 == 0) return fmt::format("{}m", count / 60);
  return fmt::format("{}s", count);
}

Fragment of_retry(const Retry& retry) {
  MapWriter out;
  if (retry.attempts) out.put("attempts", of_json(fmt::format("{}", *retry.attempts)));
  if (retry.max_age) out.put("max_age", of_text(duration_text(*retry.max_age)));
  return out.take();
}

Fragment of_dead_letter(const DeadLetter& letter) {
  if (!letter.queue.empty()) return of_text(letter.queue);
  MapWriter out;
  out.text("none", letter.none_reason);
  return out.take();
}

Fragment of_queue(const QueueSelector& queue) {
  if (queue.kind == QueueSelector::Kind::kName) return of_text(queue.value);
  MapWriter out;
  out.text(queue.kind == QueueSelector::Kind::kId ? "id" : "match", queue.value);
  return out.take();
}

Fragment of_input(const Input& input) {
  MapWriter out;
  out.text("path", input.path);
  out.text("text", input.text);
  out.text("template", input.transform);
  MapWriter paths;
  for (const auto& [name, path] : input.paths) paths.text(name, path);
  out.map("paths", paths.take());
  return out.take();
}

Fragment of_endpoint(const Subscriber& subscriber) {
  const auto address = base::find_address_secret(subscriber.endpoint);
  if (!address || subscriber.secret_variable.empty()) return of_text(subscriber.endpoint);
  const auto literal = [](const std::string& text) { return base::replace_all(text, "${", "$${"); };
  Fragment out;
  out.scalar = json::to_text(json::Value(literal(address->before) + "${" + subscriber.secret_variable + "}" +
                                         literal(address->after)));
  return out;
}

Fragment of_subscriber(const Subscriber& subscriber) {
  MapWriter out;
  out.put(subscriber.protocol, of_endpoint(subscriber));
  if (subscriber.raw) out.put("raw", of_json("true"));
  if (subscriber.filter) out.put("filter", without_variables(*subscriber.filter));
  return out.take();
}

const char* kind_key(Target::Kind kind) {
  switch (kind) {
    case Target::Kind::kSns:
      return "sns";
    case Target::Kind::kSqs:
      return "sqs";
    case Target::Kind::kLambda:
      return "lambda";
    case Target::Kind::kBus:
      return "bus";
    case Target::Kind::kArn:
      break;
  }
  return "arn";
}

Fragment of_target(const Target& target) {
  MapWriter out;
  out.text(kind_key(target.kind), target.value);
  out.text("id", target.id);
  out.text("role", target.role);
  if (target.input) out.map("input", of_input(*target.input));
  if (target.dead_letter) out.put("dead_letter", of_dead_letter(*target.dead_letter));
  out.map("retry", of_retry(target.retry));
  if (!target.manage_policy) out.text("policy", "none");
  std::vector<Fragment> subscribers;
  for (const Subscriber& subscriber : target.subscribers) subscribers.push_back(of_subscriber(subscriber));
  if (!subscribers.empty()) out.put("subscribers", list(std::move(subscribers)));
  return out.take();
}

Fragment of_route(const Route& route) {
  MapWriter out;
  out.text("rule", route.rule);
  out.text("bus", route.bus);
  out.text("state", route.state);
  out.text("role", route.role);
  out.text("description", route.description);
  std::vector<Fragment> events;
  for (const std::string& event : route.events) events.push_back(of_text(event));
  if (!events.empty()) out.put("events", list(std::move(events)));
  out.text("intent", route.intent);
  if (route.pattern) out.put("pattern", without_variables(*route.pattern));
  std::vector<Fragment> queues;
  for (const QueueSelector& queue : route.queues) queues.push_back(of_queue(queue));
  if (!queues.empty()) out.put("queues", list(std::move(queues)));
  if (route.where) out.put("where", without_variables(*route.where));
  std::vector<Fragment> targets;
  for (const Target& target : route.to) targets.push_back(of_target(target));
  out.put("to", list(std::move(targets)));
  return out.take();
}

Fragment of_genesys(const Genesys& genesys) {
  MapWriter out;
  out.text("region", genesys.region);
  if (genesys.auth != Genesys{}.auth) out.text("auth", genesys.auth);
  out.text("organization", genesys.organization);
  if (genesys.exclusive) out.put("exclusive", of_json("true"));
  MapWriter integration;
  integration.text("suffix", genesys.integration.suffix);
  if (genesys.integration.wait != IntegrationSettings{}.wait)
    integration.put("wait", of_text(duration_text(genesys.integration.wait)));
  out.map("integration", integration.take());
  return out.take();
}

Fragment of_aws(const Aws& aws) {
  MapWriter out;
  out.text("region", aws.region);
  out.text("account", aws.account);
  MapWriter limits;
  if (aws.rules_per_bus != Aws{}.rules_per_bus)
    limits.put("rules_per_bus", of_json(fmt::format("{}", aws.rules_per_bus)));
  if (aws.pattern_chars != Aws{}.pattern_chars)
    limits.put("pattern_chars", of_json(fmt::format("{}", aws.pattern_chars)));
  out.map("limits", limits.take());
  return out.take();
}

Fragment of_family(const Family& family, const std::vector<const Event*>& events) {
  MapWriter out;
  out.text("source", family.source);
  if (family.bus != Family{}.bus) out.text("bus", family.bus);
  out.text("queue_id", events.empty() ? "" : events.front()->queue_path);
  if (family.subscription == Subscription::kEventType) out.text("subscription", "event_type");
  std::vector<Fragment> names;
  for (const Event* event : events) names.push_back(of_text(event->name));
  out.put("events", list(std::move(names)));
  return out.take();
}

// What the spec adds to the catalogue that is built in.
Fragment of_families(const Catalogue& catalogue) {
  const Catalogue built_in = Catalogue::built_in();
  MapWriter out;
  for (const Family& family : catalogue.families()) {
    std::vector<const Event*> events;
    for (const Event& event : catalogue.events()) {
      if (event.family == family.name && built_in.find_event(event.name) == nullptr) events.push_back(&event);
    }
    if (!events.empty() || built_in.find_family(family.name) == nullptr)
      out.put(family.name, of_family(family, events));
  }
  return out.take();
}

Fragment of_defaults(const Spec& spec) {
  MapWriter out;
  const std::string usual = default_dead_letter(spec.stack);
  const DeadLetter& letter = spec.dead_letter;
  if (letter.queue != usual && !(letter.queue.empty() && letter.none_reason.empty()))
    out.put("dead_letter", of_dead_letter(letter));
  out.map("retry", of_retry(spec.retry));
  return out.take();
}

}  // namespace

Fragment to_document(const Spec& spec) {
  MapWriter out;
  out.text("stack", spec.stack);
  out.map("genesys", of_genesys(spec.genesys));
  out.map("aws", of_aws(spec.aws));
  out.map("defaults", of_defaults(spec));
  out.map("families", of_families(spec.catalogue));
  MapWriter routes;
  for (const Route& route : spec.routes) routes.put(route.name, of_route(route));
  out.map("routes", routes.take());
  return out.take();
}

}  // namespace sb::spec
