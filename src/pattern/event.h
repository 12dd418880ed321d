// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.h"
#include "pattern/ast.h"
#include "pattern/numeric.h"

namespace sb::pattern {

// A value of an event: null, a boolean, a number or a string. Arrays are taken apart: each element is a value
// of the array's path, nested arrays included. Objects, [] and {} are no values.
struct Value {
  json::Kind kind = json::Kind::kNull;
  std::string text;       // of a string
  Number number;          // of a number
  uint32_t position = 0;  // Event::positions(): the array elements around this value; 0 for none
};

// Element `index` of the array `array`, itself inside the element `parent` (an index into
// Event::positions()).
struct ArrayPosition {
  uint32_t parent = 0;
  uint32_t array = 0;
  uint32_t index = 0;
};

// An event made ready for matching: its values by path. Paths are walked segment by segment, so {"a.b":1} and
// {"a":{"b":1}} meet. Of a repeated key every value counts. An empty key below the top level holds no value
// of its own, in arrays or not, but objects, whose members count. A value directly in an array is not bound
// to its element; one inside an object or array in that array is. Size: linear in the event. Immutable; safe
// to use from many threads.
class Event {
 public:
  // `tree` must hold an object. The event keeps nothing of the tree.
  explicit Event(const json::Tree& tree);

  // The values at `path`, in the order of the text; empty when there is none.
  const std::vector<Value>& values(const Path& path) const;
  // Entry 0 stands for "in no array".
  const std::vector<ArrayPosition>& positions() const { return positions_; }

 private:
  struct Step {
    std::map<std::string, uint32_t, std::less<>> next;
    std::vector<Value> values;
  };

  uint32_t walk(uint32_t step, std::string_view key);
  // What counts of a member: all of it, or only the objects in it.
  enum class Holds : uint8_t { kValues, kObjects };

  void add(const json::Node& node, uint32_t step, uint32_t position, Holds holds);
  void add_object(const json::Node& object, uint32_t step, uint32_t position);
  void add_array(const json::Node& array, uint32_t step, uint32_t position, Holds holds);

  std::vector<Step> steps_;
  std::vector<ArrayPosition> positions_;
  uint32_t array_count_ = 0;
};

// An event or why the text is none: the reader's reason, or "Event must be a JSON object".
struct EventResult {
  std::optional<Event> event;
  json::ReadError error;

  bool ok() const { return event.has_value(); }
};

EventResult read_event(std::string_view text);

}  // namespace sb::pattern
