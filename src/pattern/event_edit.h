// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pattern/event_places.h"
#include "pattern/joint_fit.h"
#include "switchboard/explain.h"

namespace sb::pattern {

// Where a value that an event lacks is put.
enum class Placing {
  kNested,  // into the objects and array elements along the path, new ones where there are none
  kDotted,  // at the top, under a key with dots, where nothing is in its way
};

// Collects changes of one event's values, described as they are made. `places` are those of `tree` and must
// outlive it.
class EventEdit {
 public:
  EventEdit(const json::Tree& tree, const EventPlaces& places) : places_(places), root_(tree.root) {}

  // `value` is JSON text.
  switchboard::SuggestedChange set(const Place& place, const std::string& value);
  switchboard::SuggestedChange remove(const Place& place);
  // Puts `value` at `path`, in the chosen elements where arrays are on the way. nullopt when it cannot stand
  // there.
  std::optional<switchboard::SuggestedChange> add(const Path& path, const std::string& value,
                                                  const Elements& elements, Placing placing);

  bool changed() const { return changed_; }
  // A value was to be changed that stood in what another change had replaced.
  bool conflicting() const { return conflicting_; }
  // The event with all changes.
  std::string text() const;

 private:
  struct Spot;
  std::optional<Spot> find_spot(const json::Node& node, NodePath at, const Path& path, size_t segment,
                                const Elements& elements) const;
  std::optional<Spot> find_in_object(const json::Node& object, const NodePath& at, const Path& path,
                                     size_t segment, const Elements& elements) const;
  std::optional<Spot> find_in_array(const json::Node& array, const NodePath& at, const Path& path,
                                    size_t segment, const Elements& elements) const;
  std::string name_of(const NodePath& node) const;

  const EventPlaces& places_;
  json::Node root_;
  std::vector<NodePath> removed_;
  bool changed_ = false;
  bool conflicting_ = false;
};

}  // namespace sb::pattern
