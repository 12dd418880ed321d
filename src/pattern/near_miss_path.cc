// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <variant>

#include "base/text.h"
#include "json/reader.h"
#include "pattern/evaluate.h"
#include "pattern/likeness.h"
#include "pattern/near_miss.h"

namespace sb::pattern {

namespace {

using switchboard::NearMiss;
using Kind = NearMiss::Kind;

constexpr size_t kMissesMax = 3;
constexpr int kTellingStrength = 5;
constexpr size_t kTellingText = 3;  // characters from which on a text elsewhere is hardly there by chance

// Whether a predicate accepts so little that what it accepts tells where it was meant for.
struct IsTelling {
  bool operator()(const ExactString& exact) const { return exact.value.size() >= kTellingText; }
  bool operator()(const ExactAddress&) const { return true; }
  bool operator()(const ExactNumber& exact) const { return exact.number.spelling.size() >= kTellingText; }
  bool operator()(const ExactLiteral&) const { return false; }
  bool operator()(const Prefix& prefix) const { return prefix.value.size() >= kTellingText; }
  bool operator()(const Suffix& suffix) const { return suffix.value.size() >= kTellingText; }
  bool operator()(const EqualsIgnoreCase& equals) const { return equals.value.size() >= kTellingText; }
  bool operator()(const WildcardMatch& match) const {
    const auto& pieces = match.wildcard.pieces;
    return std::any_of(pieces.begin(), pieces.end(),
                       [](const std::string& piece) { return piece.size() >= kTellingText; });
  }
  bool operator()(const AnythingBut&) const { return false; }
  bool operator()(const NumericRange&) const { return false; }
  bool operator()(const Cidr&) const { return true; }
  bool operator()(const Exists&) const { return false; }
};

struct Candidate {
  int strength = 0;
  NearMiss miss;
};

Path make_path(const std::string& name) {
  Path path{name, {}};
  for (const std::string_view segment : base::split(name, '.')) path.segments.emplace_back(segment);
  return path;
}

class PathSearch {
 public:
  PathSearch(const Field& field, const Event& event, const EventPlaces& places)
      : field_(field),
        event_(event),
        places_(places),
        shape_(field.path.name),
        below_(field.path.name + ".") {
    for (const Predicate& predicate : field.predicates) {
      if (std::visit(IsTelling{}, predicate)) telling_.push_back(&predicate);
    }
  }

  std::vector<NearMiss> run() {
    look_inside();
    look_above();
    for (const KnownPath& known : places_.known_paths(event_)) look_at(known);
    std::vector<NearMiss> out;
    for (Candidate& candidate : found_) out.push_back(std::move(candidate.miss));
    return out;
  }

 private:
  const std::string& wanted_path() const { return field_.path.name; }

  // Whether a candidate, were it added, would be among the strongest.
  bool counts(int strength) const { return found_.size() < kMissesMax || found_.back().strength < strength; }

  void add(int strength, Kind kind, std::string text, const std::string& at, const std::string& instead) {
    if (!counts(strength)) return;
    const auto place = std::find_if(found_.begin(), found_.end(),
                                    [&](const Candidate& other) { return other.strength < strength; });
    found_.insert(place, {strength, {kind, std::move(text), at, instead}});
    if (found_.size() > kMissesMax) found_.pop_back();
  }

  // The first of a path's values that a telling predicate accepts; null when there is none.
  const Place* telling_value(const std::vector<Value>& values, const std::vector<Place>& places) const {
    for (size_t i = 0; i < values.size(); ++i) {
      for (const Predicate* predicate : telling_) {
        if (accepts(*predicate, values[i])) return &places[i];
      }
    }
    return nullptr;
  }

  void look_at(const KnownPath& known) {
    const std::string& path = known.name;
    if (path.starts_with(below_)) return;  // look_inside
    const int likeness = path_likeness(shape_, known.shape);
    const Place* value = telling_value(known.values, known.places);
    const int strength = likeness + (value != nullptr ? kTellingStrength : 0);
    if (strength == 0 || !counts(strength)) return;
    const Place& place = value != nullptr ? *value : known.places.front();
    std::string text = "`" + std::string(last_key(path)) + "` is at `" + path + "`, the pattern looks at `" +
                       wanted_path() + "`";
    if (value != nullptr) text += "; what stands there is wanted: " + value->text;
    add(strength, value != nullptr ? Kind::kValue : Kind::kPath, std::move(text), place.at, path);
  }

  // An object where a value is asked for.
  void look_inside() {
    if (!places_.objects().contains(wanted_path())) return;
    const Place* place = nullptr;
    std::string path;
    for (auto it = places_.all().lower_bound(below_);
         it != places_.all().end() && it->first.starts_with(below_); ++it) {
      const Place* value = telling_value(event_.values(make_path(it->first)), it->second);
      if (place != nullptr && value == nullptr) continue;
      place = value != nullptr ? value : &it->second.front();
      path = it->first;
      if (value != nullptr) break;
    }
    std::string text = "`" + wanted_path() + "` is an object, which no condition holds for";
    if (place != nullptr) text += "; below it is `" + path + "`: " + place->text;
    add(9, Kind::kObject, std::move(text), wanted_path(), path);
  }

  // A value where the path goes on.
  void look_above() {
    const std::string& path = wanted_path();
    for (size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 1)) {
      const std::string above = path.substr(0, dot);
      const auto& places = places_.values(above);
      if (places.empty()) continue;
      const std::string& text = event_.values(make_path(above)).front().text;
      const auto inner = json::read(text);
      if (inner.ok() && inner.tree->root.kind == json::Kind::kObject) {
        add(10, Kind::kEncoded,
            "`" + places.front().at +
                "` is text that holds JSON; it is compared as one text, not looked into",
            places.front().at, "");
      } else {
        add(1, Kind::kObject, "`" + places.front().at + "` is a value, the pattern looks below it",
            places.front().at, "");
      }
    }
  }

  const Field& field_;
  const Event& event_;
  const EventPlaces& places_;
  const PathShape shape_;
  const std::string below_;
  std::vector<const Predicate*> telling_;
  std::vector<Candidate> found_;  // the strongest, at most kMissesMax
};

}  // namespace

std::vector<NearMiss> near_misses_by_path(const Field& field, const OutlineField& outline, const Event& event,
                                          const EventPlaces& places) {
  if (const auto bare = misplaced_operator(field, outline, places)) {
    return {{Kind::kObject, put_into_list(*bare), places.values(bare->above).front().at, ""}};
  }
  return PathSearch(field, event, places).run();
}

std::optional<BareOperator> misplaced_operator(const Field& field, const OutlineField& outline,
                                               const EventPlaces& places) {
  auto bare = find_bare_operator(field, outline);
  if (bare && places.values(bare->above).empty()) bare.reset();
  return bare;
}

std::string put_into_list(const BareOperator& bare) {
  return "`" + bare.name + "` is no operator here but a field below `" + bare.above +
         "`, which is a value; an operator stands in a list: " + bare.instead;
}

}  // namespace sb::pattern
