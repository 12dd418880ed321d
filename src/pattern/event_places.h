// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.h"
#include "pattern/event.h"
#include "pattern/likeness.h"
#include "pattern/outline.h"

namespace sb::pattern {

// Where a value of an event stands.
struct Place {
  std::string at;    // detail.participants[2].purpose
  std::string text;  // the value as it is written
  NodePath node;
};

// A path with values, and what to compare it by.
struct KnownPath {
  const std::string& name;
  PathShape shape;
  const std::vector<Value>& values;
  const std::vector<Place>& places;
};

// What Event leaves out: the places of its values and the names of its arrays. Paths are those of Path::name.
// Size: the event's, times the depth of its paths.
class EventPlaces {
 public:
  // `text` is what `tree`, which must hold an object, was read from.
  EventPlaces(std::string_view text, const json::Tree& tree);
  EventPlaces(const EventPlaces&) = delete;
  EventPlaces& operator=(const EventPlaces&) = delete;

  // By the same index as Event::values() of that path.
  const std::vector<Place>& values(const std::string& path) const;
  // By ArrayPosition::array: the place of the array, such as "a[0].b".
  const std::string& array(uint32_t id) const { return arrays_[id]; }
  // The array that stands at `node`.
  uint32_t array_at(const NodePath& node) const { return array_ids_.at(node); }
  // Every path with a value, in order.
  const std::map<std::string, std::vector<Place>>& all() const { return values_; }
  // The same with what `event`, the same event, has there. Made when it is first asked for; not thread-safe.
  const std::vector<KnownPath>& known_paths(const Event& event) const;
  // The places of objects, empty ones too, by path.
  const std::map<std::string, std::vector<NodePath>>& objects() const { return objects_; }

 private:
  // What counts under a key: below an empty one objects only, as in Event.
  enum class Holds : uint8_t { kValues, kObjects };

  void walk(const json::Node& node, const std::string& path, const std::string& at, Holds holds);
  void walk_object(const json::Node& object, const std::string& path, const std::string& at);
  void walk_array(const json::Node& array, const std::string& path, const std::string& at, Holds holds);

  std::string_view text_;
  NodePath node_;
  std::map<std::string, std::vector<Place>> values_;
  std::map<std::string, std::vector<NodePath>> objects_;
  std::vector<std::string> arrays_;
  std::map<NodePath, uint32_t> array_ids_;
  mutable std::vector<KnownPath> known_paths_;
};

}  // namespace sb::pattern
