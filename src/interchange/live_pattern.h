// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "spec/model.h"

// Event patterns read back into the words of a spec.
namespace sb::interchange {

// A family that no catalogue has, as far as a pattern shows it.
struct SeenFamily {
  std::string source;
  std::string queue_path;
};

// One way to say a route's pattern. Either `pattern` is set, or events or intent.
struct PatternWords {
  std::vector<std::string> events;
  std::string intent;
  std::optional<spec::Fragment> pattern;
  std::optional<spec::Fragment> where;
  std::optional<SeenFamily> family;                 // to be added to the catalogue
  std::vector<std::vector<std::string>> queue_ids;  // by rule, in the order of the pattern
  bool has_queues = false;

  std::vector<std::string> all_queue_ids() const;  // sorted, each once
};

// JSON text with its spellings and the order of its members. nullopt for what is no JSON, and where an object
// has a key twice.
std::optional<spec::Fragment> read_fragment(const std::string& json_text);

// The ways to say the patterns of one route's rules, which differ in nothing but queue ids, the most telling
// first: an intent; events of `catalogue`; events of a family of its own, when the place of the queue ids
// shows (several rules that differ there, or ids that are all in `known_queues`); the whole pattern, for one
// rule. What the words come to has to be tried out: they only look right. Empty: no way.
std::vector<PatternWords> ways_to_say(const std::vector<std::string>& patterns,
                                      const spec::Catalogue& catalogue,
                                      const std::set<std::string>& known_queues);

}  // namespace sb::interchange
