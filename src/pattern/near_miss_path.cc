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
      : field_(field), event_(event), places_(places) {}

  std::vector<NearMiss> run() {
    look_inside();
    look_above();
    for (const auto& [path, places] : places_.all()) look_at(path, places);
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.strength > b.strength; });
    std::vector<NearMiss> out;
    for (Candidate& candidate : found_) {
      if (out.size() < kMissesMax) out.push_back(std::move(candidate.miss));
    }
    return out;
  }

 private:
  const std::string& wanted_path() const { return field_.path.name; }

  void add(int strength, Kind kind, std::string text, const std::string& at, const std::string& instead) {
    found_.push_back({strength, {kind, std::move(text), at, instead}});
  }

  // The value at `path` that a telling predicate accepts; null when there is none.
  const Place* telling_value(const std::string& path, const std::vector<Place>& places) const {
    const auto& values = event_.values(make_path(path));
    for (size_t i = 0; i < values.size(); ++i) {
      for (const Predicate& predicate : field_.predicates) {
        if (std::visit(IsTelling{}, predicate) && accepts(predicate, values[i])) return &places[i];
      }
    }
    return nullptr;
  }

  void look_at(const std::string& path, const std::vector<Place>& places) {
    if (path.starts_with(wanted_path() + ".")) return;  // look_inside
    const int likeness = path_likeness(wanted_path(), path);
    const Place* value = telling_value(path, places);
    if (likeness == 0 && value == nullptr) return;
    const Place& place = value != nullptr ? *value : places.front();
    std::string text = "`" + std::string(last_key(path)) + "` is at `" + path + "`, the pattern looks at `" +
                       wanted_path() + "`";
    if (value != nullptr) text += "; what stands there is wanted: " + value->text;
    add(likeness + (value != nullptr ? 5 : 0), value != nullptr ? Kind::kValue : Kind::kPath, std::move(text),
        place.at, path);
  }

  // An object where a value is asked for.
  void look_inside() {
    if (!places_.objects().contains(wanted_path())) return;
    const std::string below = wanted_path() + ".";
    const Place* place = nullptr;
    std::string path;
    for (auto it = places_.all().lower_bound(below);
         it != places_.all().end() && it->first.starts_with(below); ++it) {
      const Place* value = telling_value(it->first, it->second);
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
  std::vector<Candidate> found_;
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
