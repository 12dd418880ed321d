// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sb::spec {

// How Genesys Cloud is told to send the events of a family.
enum class Subscription {
  kIntegration,     // eventFilter of the amazon-eventbridge-source integration
  kEventType,       // PUT /api/v2/platform/eventbridge/events/{type}; not offered (404) is an error
  kEventTypeIfAny,  // the same, where offered
  kNone,
};

// Events that share a source, a bus and a place of the queue id.
struct Family {
  std::string name;
  // The event's `source`. The partner family's is "aws.partner/genesys.com", a prefix; others are exact.
  std::string source;
  // Bus of its rules; empty for the partner family, whose bus follows from organisation and suffix.
  std::string bus = "default";
  Subscription subscription = Subscription::kNone;
  bool partner = false;
};

// One event a spec may name. `detail_type` is its name on the bus too.
struct Event {
  std::string name;
  std::string family;
  // Dotted path of the queue id in the event; empty when the event never carries one.
  std::string queue_path;
};

// The families and events that specs may name. Built in, and extended by a spec's `families:`. Plain data.
class Catalogue {
 public:
  // What Genesys Cloud offers by public evidence, and the shapes of the two tutorials.
  static Catalogue built_in();

  void add_family(Family family) { families_.push_back(std::move(family)); }
  void add_event(Event event) { events_.push_back(std::move(event)); }

  const Family* find_family(std::string_view name) const;
  const Event* find_event(std::string_view name) const;
  const std::vector<Event>& events() const { return events_; }
  const std::vector<Family>& families() const { return families_; }
  // The event name nearest to `word`, if near enough to be a slip.
  std::optional<std::string> suggest_event(std::string_view word) const;

 private:
  std::vector<Family> families_;
  std::vector<Event> events_;
};

}  // namespace sb::spec
