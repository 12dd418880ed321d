// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sb::cli {
namespace {

using switchboard::ExplainedAlternative;
using switchboard::ExplainedField;
using switchboard::ExplainedGroup;
using switchboard::Explanation;

constexpr size_t kConditionsShown = 4;
constexpr size_t kValuesShown = 5;
constexpr size_t kConflictsShown = 3;
constexpr size_t kTextShown = 120;  // bytes

std::string shorten(const std::string& text) {
  if (text.size() <= kTextShown) return text;
  size_t end = kTextShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// The first few, and how many more there are.
template <class List, class Each>
std::string list_of(const List& items, size_t most, const char* separator, Each each) {
  std::string out;
  for (size_t i = 0; i < std::min(items.size(), most); ++i) {
    if (i > 0) out += separator;
    out += each(items[i]);
  }
  if (items.size() > most) out += fmt::format("{}{} more", separator, items.size() - most);
  return out;
}

class View {
 public:
  View(const Explanation& explanation, const Console& console)
      : explanation_(explanation), console_(console) {}

  std::string whole() {
    group(explanation_.root, 1);
    if (!explanation_.matches) {
      std::set<std::string> conflicts;
      for (const ExplainedAlternative& alternative : explanation_.alternatives) {
        conflicts.insert(alternative.conflicts.begin(), alternative.conflicts.end());
      }
      show_conflicts({conflicts.begin(), conflicts.end()});
    }
    help();
    return std::move(out_);
  }

  std::string failure() {
    const auto& all = explanation_.alternatives;
    const auto closest = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.failed.size() < b.failed.size();
    });
    for (const size_t field : closest->failed) {
      if (!explanation_.fields[field].holds) show_field(explanation_.fields[field], 1);
    }
    show_conflicts(closest->conflicts);
    help();
    return std::move(out_);
  }

 private:
  void line(size_t depth, const std::string& text) { out_ += std::string(2 * depth, ' ') + text + "\n"; }

  void group(const ExplainedGroup& group, size_t depth) {
    for (const size_t field : group.fields) show_field(explanation_.fields[field], depth);
    for (const auto& choice : group.choices) {
      const bool any =
          std::any_of(choice.begin(), choice.end(), [](const auto& branch) { return branch.holds; });
      line(depth, mark(any, console_) + " $or");
      for (size_t i = 0; i < choice.size(); ++i) {
        line(depth + 1, fmt::format("{} branch {}", mark(choice[i].holds, console_), i + 1));
        this->group(choice[i], depth + 2);
      }
    }
  }

  void show_field(const ExplainedField& field, size_t depth) {
    const std::string wanted = list_of(field.conditions, kConditionsShown, " or ", [](const auto& condition) {
      return condition.op + " " + shorten(condition.wanted);
    });
    if (field.overridden) {
      return line(depth, fmt::format("- {}: {}; replaced by the same path further on", field.path, wanted));
    }
    const std::string found =
        field.found.empty() ? "nothing" : list_of(field.found, kValuesShown, ", ", [&](const auto& value) {
          const std::string where = value.at == field.path ? "" : " at " + value.at;
          return shorten(value.value) + where;
        });
    line(depth, fmt::format("{} {}: {}, found {}", mark(field.holds, console_), field.path, wanted, found));
    for (const auto& miss : field.near_misses) line(depth + 2, miss.text);
  }

  void show_conflicts(const std::vector<std::string>& conflicts) {
    for (size_t i = 0; i < std::min(conflicts.size(), kConflictsShown); ++i) {
      line(1, mark(false, console_) + " " + conflicts[i]);
    }
  }

  void help() {
    if (!explanation_.changes.empty()) line(1, "smallest change:");
    for (const auto& change : explanation_.changes) line(2, change.text);
    if (!explanation_.needed.empty()) line(1, explanation_.needed);
  }

  const Explanation& explanation_;
  const Console& console_;
  std::string out_;
};

}  // namespace

std::string describe_whole(const Explanation& explanation, const Console& console) {
  return View(explanation, console).whole();
}

std::string describe_failure(const Explanation& explanation, const Console& console) {
  return View(explanation, console).failure();
}

std::string mark(bool good, const Console& console) {
  return good ? console.paint("✓", "32") : console.paint("✗", "31");
}

}  // namespace sb::cli
