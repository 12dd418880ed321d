// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "switchboard/error.h"
#include "switchboard/pattern.h"

// Why a pattern matches an event or does not, as plain data.
//
//   const auto why = switchboard::explain(pattern, event_text);
//   if (!why) return complain(why.error());
//   for (const auto& change : why.value().changes) show(change.text);
//
// Places in an event are written as paths with array positions: detail.participants[2].purpose. JSON texts
// keep the spelling of the pattern or the event.
namespace switchboard {

// A value of the event at a field's path.
struct FoundValue {
  std::string at;         // its place
  std::string value;      // JSON text
  bool accepted = false;  // one of the field's conditions holds for it
};

// One entry of a field's list.
struct ExplainedCondition {
  std::string op;      // "exact" or the operator's name: "prefix", "anything-but", "exists", …
  std::string wanted;  // the operand, JSON text: "a" of both "a" and {"prefix":"a"}
  bool holds = false;  // for a value found; of {"exists":false}, that there is none
};

// Something that looks like what the pattern asks for and is not it.
struct NearMiss {
  enum class Kind {
    kLetterCase,  // VOICE against voice
    kType,        // "5" against 5, "true" against true
    kWhiteSpace,  // " x" against "x"
    kPartOfText,  // one is the other's beginning, end or middle
    kSpelling,    // a slip of a letter or two
    kPath,        // a like-named key at another path
    kValue,       // the wanted value at another path
    kObject,      // the path leads to an object, whose fields may be asked for
    kEncoded,     // the path leads into a string that holds JSON
  };
  Kind kind = Kind::kSpelling;
  std::string text;     // in a sentence
  std::string at;       // the value's place in the event
  std::string instead;  // what the pattern could say: a condition as JSON text, or for kPath, kValue and
                        // kObject a path; may be empty
};

// A list of conditions and the path it is for.
struct ExplainedField {
  std::string path;  // keys joined by '.'
  int line = 0;      // of the list's opening bracket in the pattern's text, from 1
  int column = 0;    // in UTF-16 code units, from 1
  std::vector<ExplainedCondition> conditions;
  std::vector<FoundValue> found;
  // A condition holds for a value found. A field that may be absent holds, too, where an alternative takes it
  // as absent from the array element that its other fields stand in.
  bool holds = false;
  // Another list for the same path, further on in the text, stands in its place in every alternative.
  bool overridden = false;
  // Of a field that does not hold; the strongest first. Where it has thousands of values or of conditions the
  // first values are looked at.
  std::vector<NearMiss> near_misses;
};

// An object of the pattern that is the whole of it or one branch of a $or. Nested objects are taken apart
// into paths.
struct ExplainedGroup {
  std::vector<size_t> fields;                        // into Explanation::fields, in the order of the text
  std::vector<std::vector<ExplainedGroup>> choices;  // each $or: its branches
  // Some alternative takes this branch, and all of its fields that stand in here hold. Whether their values
  // stand in one array element is seen by the alternatives only.
  bool holds = false;
};

// Fields that have to hold together: one branch taken of each $or. The pattern matches if one alternative
// does.
struct ExplainedAlternative {
  std::vector<size_t> branches;  // of each $or on the way, in the order of the text: the branch taken, from 0
  std::vector<size_t> fields;    // into Explanation::fields
  bool matches = false;
  std::vector<size_t> failed;  // the fewest of `fields` found to stand in the way; empty if it matches
  // Of the failed: those that hold alone, but not in the same array element as the others; in sentences.
  std::vector<std::string> conflicts;
};

// One step towards a match.
struct SuggestedChange {
  enum class Kind {
    kSetValue,          // event: the value at `place` becomes `after`
    kAddValue,          // event: `after` is put at `place`, where nothing is
    kRemoveValue,       // event: the value at `place` goes
    kMovePath,          // pattern: the field at `place` asks for the path `after`
    kReplaceCondition,  // pattern: in the field at `place` the entry `before` becomes `after`
  };
  Kind kind = Kind::kSetValue;
  std::string place;   // in the event, or the field's path
  std::string before;  // JSON text, or a path for kMovePath; empty where there was nothing
  std::string after;   // the same; empty for kRemoveValue
  std::string text;    // in a sentence

  bool in_pattern() const { return kind == Kind::kMovePath || kind == Kind::kReplaceCondition; }
};

struct Explanation {
  bool matches = false;  // as Pattern::matches says
  std::vector<ExplainedField> fields;
  ExplainedGroup root;
  std::vector<ExplainedAlternative> alternatives;
  // The fewest steps found, each of one value, entry or path, after which the event matches; that was tried.
  // Empty if it matches already, or if `needed` is not.
  std::vector<SuggestedChange> changes;
  std::string changed_event;    // the event after them, compact; empty when none of them is in the event
  std::string changed_pattern;  // the pattern after them, compact; empty when none of them is in the pattern
  std::string needed;           // in a sentence, where single changes are not known to help
};

// Error: `event_text` is not JSON or not an object. Any thread; nothing is kept of the texts. Time: that of
// matching each alternative, and of a few more matches; for each field that fails, also that of comparing its
// conditions with its values or, where it has none, with all values of the event. Where an array has
// thousands of elements in which some fields hold, the best of them are followed.
Result<Explanation> explain(const Pattern& pattern, std::string_view event_text) noexcept;

// How far an event is from matching, for picking the closest of many rules; less is closer.
struct Distance {
  size_t failed = 0;       // of the best alternative: fields that stand in the way; 0 if it matches
  size_t near_misses = 0;  // how many of them look like slips
  size_t held = 0;         // its other fields

  friend bool operator<(const Distance& a, const Distance& b) noexcept {
    if (a.failed != b.failed) return a.failed < b.failed;
    if (a.near_misses != b.near_misses) return a.near_misses > b.near_misses;
    return a.held > b.held;
  }
};

// Error: as explain().
Result<Distance> distance(const Pattern& pattern, std::string_view event_text) noexcept;

// The explanation as one JSON object, compact:
//
//   {"matches":false,
//    "fields":[{"path","line","column","holds","overridden","conditions":[{"op","wanted","holds"}],
//               "found":[{"at","value","accepted"}],"near_misses":[{"kind","text","at","instead"}]}],
//    "root":{"holds","fields":[index],"choices":[[group, …]]},
//    "alternatives":[{"branches":[index],"fields":[index],"matches","failed":[index],"conflicts":[sentence]}],
//    "changes":[{"in":"event"|"pattern","kind","place","before","after","text"}],
//    "changed_event","changed_pattern","needed"}
//
// Members as in the types above; "wanted", "value", "instead", "before", "after", "changed_event" and
// "changed_pattern" are strings that hold JSON text (or a path). Kinds of near misses: "letter-case", "type",
// "white-space", "part-of-text", "spelling", "path", "value", "object", "encoded"; of changes: "set-value",
// "add-value", "remove-value", "move-path", "replace-condition". Error: out of memory.
Result<std::string> to_json(const Explanation& explanation) noexcept;

}  // namespace switchboard
