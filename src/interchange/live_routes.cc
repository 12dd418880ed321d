// SPDX-License-Identifier: Apache-2.0
#include "interchange/live_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/rule_parts.h"
#include "spec/validate.h"

namespace sb::interchange {
namespace {

using reconcile::ObservedRule;

constexpr size_t kPartsMax = 300;
constexpr size_t kGroupsMax = 20;

// What the rules of one route may have in common: their route's name and their bus.
struct Key {
  std::string route;
  std::string bus;
  friend auto operator<=>(const Key&, const Key&) = default;
};

std::string default_rule_name(const std::string& stack, const std::string& route) {
  spec::Spec spec;
  spec.stack = stack;
  spec::Route named;
  named.name = route;
  return spec::rule_name_of(spec, named);
}

// NAME without the -2, -t2 or -2-t2 at its end.
std::string without_part(std::string name) {
  for (const std::string_view begin : {"-t", "-"}) {
    size_t digits = name.size();
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') --digits;
    if (digits == name.size() || !std::string_view(name).substr(0, digits).ends_with(begin)) continue;
    name.resize(digits - begin.size());
  }
  return name;
}

// Where each rule stands if the route's first rule is called `first`; nullopt when one stands nowhere.
std::optional<std::vector<PlacedRule>> place(const std::string& first,
                                             const std::vector<const ObservedRule*>& rules) {
  std::map<std::string, const ObservedRule*> left;
  for (const ObservedRule* rule : rules) left[rule->rule.name] = rule;
  std::vector<PlacedRule> out;
  for (size_t part = 0; part < kPartsMax && !left.empty(); ++part) {
    for (size_t group = 0; group < kGroupsMax && !left.empty(); ++group) {
      const auto at = left.find(reconcile::part_name(first, part, group));
      if (at == left.end()) continue;
      out.push_back({part, group, at->second});
      left.erase(at);
    }
  }
  return left.empty() ? std::optional(std::move(out)) : std::nullopt;
}

bool place_rules(const std::string& stack, const std::vector<const ObservedRule*>& rules, LiveRoute& route) {
  std::vector<std::string> names{default_rule_name(stack, route.name)};
  for (const ObservedRule* rule : rules) names.push_back(rule->rule.name);
  for (const ObservedRule* rule : rules) names.push_back(without_part(rule->rule.name));
  std::stable_sort(names.begin() + 1, names.begin() + 1 + static_cast<std::ptrdiff_t>(rules.size()),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  for (const std::string& first : names) {
    auto placed = first.empty() ? std::nullopt : place(first, rules);
    if (!placed) continue;
    route.first_rule = first;
    route.rules = std::move(*placed);
    return true;
  }
  return false;
}

// Why a rule belongs to no route of the stack; "" when it does.
std::string why_not(const awsclient::Rule& rule, const std::string& stack) {
  if (!rule.managed_by.empty()) return fmt::format("is managed by {}", rule.managed_by);
  const auto mark = reconcile::read_mark(rule.description);
  if (mark && mark->stack != stack) {
    return fmt::format("belongs to the stack '{}'; import --stack {} describes it", mark->stack, mark->stack);
  }
  if (!rule.schedule.empty()) return fmt::format("runs on a schedule, {}", rule.schedule);
  return rule.pattern.empty() ? "has no event pattern" : "";
}

std::string names_of(const std::vector<const ObservedRule*>& rules) {
  std::vector<std::string> names;
  for (const ObservedRule* rule : rules) names.push_back(rule->rule.name);
  std::sort(names.begin(), names.end());
  return base::join(names, ", ");
}

}  // namespace

std::vector<LiveRoute> find_routes(const Snapshot& snapshot, std::vector<Remark>& remarks) {
  std::map<Key, std::vector<const ObservedRule*>> marked;
  std::map<Key, std::vector<const ObservedRule*>> others;
  for (const auto& [arn, found] : snapshot.observed.rules) {
    if (const std::string why = why_not(found.rule, snapshot.stack); !why.empty()) {
      remarks.push_back({"rule " + found.rule.name, why});
      continue;
    }
    const auto mark = reconcile::read_mark(found.rule.description);
    if (mark) {
      marked[{mark->route, found.rule.bus}].push_back(&found);
    } else {
      others[{found.rule.name, found.rule.bus}].push_back(&found);
    }
  }
  std::vector<LiveRoute> out;
  std::set<std::string> taken;
  for (const auto& [key, rules] : marked) {
    LiveRoute route{key.route, key.bus, "", {}, true};
    if (taken.contains(key.route)) {
      remarks.push_back(
          {"rule " + names_of(rules),
           fmt::format("on the bus {} bears the mark of the route '{}', which is on another bus "
                       "too; apply would remove it",
                       key.bus, key.route)});
    } else if (!place_rules(snapshot.stack, rules, route)) {
      remarks.push_back({"rule " + names_of(rules),
                         fmt::format("bears the mark of the route '{}', and its name is not that of the "
                                     "route's rules",
                                     key.route)});
    } else {
      taken.insert(key.route);
      out.push_back(std::move(route));
    }
  }
  for (const auto& [key, rules] : others) {
    LiveRoute route{key.route, key.bus, rules.front()->rule.name, {{0, 0, rules.front()}}, false};
    if (taken.contains(route.name)) route.name = fmt::format("{} on {}", key.route, key.bus);
    if (taken.insert(route.name).second) out.push_back(std::move(route));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const LiveRoute& a, const LiveRoute& b) { return a.name < b.name; });
  return out;
}

}  // namespace sb::interchange
