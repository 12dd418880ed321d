// SPDX-License-Identifier: Apache-2.0
#include "spec/read_family.h"

#include <fmt/format.h>

namespace sb::spec {
namespace {

constexpr char kKnown[] = "SB0162";

Family read_own(const std::string& name, YamlMap& map) {
  Family out;
  out.name = name;
  out.source = name;
  if (const std::string source = map.text("source"); !source.empty()) out.source = source;
  if (const std::string bus = map.text("bus"); !bus.empty()) out.bus = bus;
  const std::string subscription = map.choice("subscription", {"event_type", "none"});
  if (subscription == "event_type") out.subscription = Subscription::kEventType;
  return out;
}

void check_same(const Family& known, const Family& own, const YamlMap& map, const Context& context) {
  const bool differs = (map.has("source") && own.source != known.source) ||
                       (map.has("bus") && own.bus != known.bus) ||
                       (map.has("subscription") && own.subscription != known.subscription);
  if (!differs) return;
  context.diagnostics.error(
      kKnown, map.position(),
      fmt::format("family '{}' is built in, with the source '{}'", known.name, known.source),
      "give yours another name; to a built-in one only events can be added");
}

void read_event(const YAML::Node& item, const Event& event, Catalogue& out, const Context& context) {
  const Event* known = out.find_event(event.name);
  if (known == nullptr) return out.add_event(event);
  if (known->family == event.family && known->queue_path == event.queue_path) return;
  context.diagnostics.error(
      kKnown, position_of(item),
      fmt::format("the event '{}' is known already, of the family '{}' (source '{}'{})", known->name,
                  known->family, out.find_family(known->family)->source,
                  known->queue_path.empty() ? "" : ", queue id at " + known->queue_path),
      "write a route's pattern: for one of the same name from another source");
}

}  // namespace

void read_family(const std::string& name, const YAML::Node& node, Catalogue& out, const Context& context) {
  YamlMap map(node, fmt::format("family '{}'", name), context);
  Family own = read_own(name, map);
  const std::string queue_path = map.text("queue_id");
  const auto events = map.find("events");
  map.finish();
  if (const Family* known = out.find_family(name)) {
    check_same(*known, own, map, context);
  } else {
    out.add_family(std::move(own));
  }
  if (!events) return;
  for (const YAML::Node& item : as_list(*events)) {
    if (item.IsScalar()) {
      read_event(item, {context.fill_in(item), name, queue_path}, out, context);
    } else {
      context.diagnostics.error("SB0102", position_of(item), "an event is a name");
    }
  }
}

}  // namespace sb::spec
