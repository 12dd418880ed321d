// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "json/unicode.h"
#include "pattern/parse.h"
#include "reconcile/desired_builder.h"
#include "reconcile/ownership.h"
#include "reconcile/route_pattern.h"
#include "spec/validate.h"

namespace sb::reconcile {

void DesiredBuilder::add_rules(const spec::Route& route, const std::string& bus, const std::string& source) {
  if (!route.queues.empty() && queue_ids(route).empty() && !resolution_.without_patterns) {
    return problem(route, "none of its queues exists, and a rule without queue ids would match every queue",
                   "correct the names, or drop queues:");
  }
  const QueueParts parts = queue_parts(route, source);
  const size_t first = out_.desired.rules.size();
  for (size_t part = 0; part < parts.size(); ++part) {
    if (parts[part].empty() && !route.queues.empty() && !resolution_.without_patterns) continue;
    for (size_t group = 0; group * aws::kTargetsPerRule < route.to.size(); ++group)
      add_rule(route, bus, source, parts[part], part, group);
  }
  check_target_ids(route, first);
  std::stable_partition(out_.desired.rules.begin() + static_cast<std::ptrdiff_t>(first),
                        out_.desired.rules.end(), [](const DesiredRule& rule) { return !rule.yields; });
}

void DesiredBuilder::add_rule(const spec::Route& route, const std::string& bus, const std::string& source,
                              const std::vector<std::string>& ids, size_t part, size_t group) {
  DesiredRule rule;
  rule.route = route.name;
  rule.first_name = spec::rule_name_of(spec_, route);
  rule.name = part_name(rule.first_name, part, group);
  rule.bus = bus;
  rule.arn = aws::rule_arn(resolution_.realm, rule.bus, rule.name);
  rule.role = route.role;
  rule.state = base::to_lower(route.state) == "enabled" ? "ENABLED" : route.state.empty() ? "" : "DISABLED";
  rule.yields = loses_wanted_ids(route, part, ids);
  add_pattern(route, source, ids, rule);
  add_targets(route, group, rule);
  add_description(route, ids, rule);
  const auto [other, fresh] = routes_of_rules_.try_emplace(rule.arn, route.name);
  if (!fresh) {
    problem(route, fmt::format("its rule {} is also one of the route '{}'", rule.name, other->second),
            "give one of them another rule:");
  }
  out_.desired.rules.push_back(std::move(rule));
}

QueueParts DesiredBuilder::queue_parts(const spec::Route& route, const std::string& source) const {
  if (route.queues.empty() || resolution_.without_patterns) return {{}};
  const PatternLength length(
      [&](const std::vector<std::string>& ids) { return make_pattern(spec_, route, source, ids); });
  const auto live = resolution_.live_parts.find(route.name);
  QueueParts parts =
      spread(queue_ids(route), live == resolution_.live_parts.end() ? QueueParts{} : live->second, length,
             spec_.aws.pattern_chars);
  return parts.empty() ? QueueParts{{}} : parts;
}

bool DesiredBuilder::loses_wanted_ids(const spec::Route& route, size_t part,
                                      const std::vector<std::string>& ids) const {
  const auto live = resolution_.live_parts.find(route.name);
  if (live == resolution_.live_parts.end() || part >= live->second.size()) return false;
  const std::vector<std::string>& wanted = queue_ids(route);
  const auto holds = [](const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  return std::any_of(live->second[part].begin(), live->second[part].end(),
                     [&](const std::string& id) { return holds(wanted, id) && !holds(ids, id); });
}

const std::vector<std::string>& DesiredBuilder::queue_ids(const spec::Route& route) const {
  static const std::vector<std::string> kNone;
  const auto at = resolution_.queue_ids.find(route.name);
  return at == resolution_.queue_ids.end() ? kNone : at->second;
}

void DesiredBuilder::add_pattern(const spec::Route& route, const std::string& source,
                                 const std::vector<std::string>& ids, DesiredRule& rule) {
  if (resolution_.without_patterns) return;
  rule.pattern = make_pattern(spec_, route, source, ids);
  const auto parsed = pattern::parse(rule.pattern);
  if (!parsed.ok())
    return problem(route, fmt::format("AWS would refuse its pattern: {}", parsed.error.message),
                   parsed.error.hint);
  if (json::utf16_length(rule.pattern) > spec_.aws.pattern_chars) {
    problem(route,
            fmt::format("its pattern has {} characters, the limit is {}", json::utf16_length(rule.pattern),
                        spec_.aws.pattern_chars),
            "shorten where: or events:, or raise aws.limits.pattern_chars if AWS has raised yours");
  }
}

void DesiredBuilder::add_description(const spec::Route& route, const std::vector<std::string>& ids,
                                     DesiredRule& rule) {
  RuleMark mark{spec_.stack, route.name, {}};
  for (const DesiredTarget& target : rule.targets) {
    if (!target.id.starts_with(kTargetIdPrefix)) mark.target_ids.push_back(target.id);
  }
  // The order of targets means nothing, so that another one is no change.
  std::sort(mark.target_ids.begin(), mark.target_ids.end());
  const auto write = [&](const std::string& queues) {
    return write_mark(base::replace_all(route.description, "{queue_ids}", queues), mark);
  };
  rule.description = write(base::join(ids, ", "));
  const auto too_long = [&] { return json::utf16_length(rule.description) > kMarkedDescriptionMax; };
  if (too_long() && ids.size() > 1) rule.description = write(fmt::format("{} queues", ids.size()));
  if (too_long()) {
    problem(route,
            fmt::format(
                "its description and Switchboard's mark have {} characters together, the limit is {} (AWS's "
                "512, less one for the mark of a rule that goes)",
                json::utf16_length(rule.description), kMarkedDescriptionMax),
            "shorten the description");
  }
}

}  // namespace sb::reconcile
