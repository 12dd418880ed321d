// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "aws/limits.h"
#include "cli/known_queues.h"
#include "cli/live_routes.h"
#include "cli/rule_file.h"
#include "cli/suggested_command.h"
#include "json/document.h"
#include "json/unicode.h"
#include "reconcile/route_pattern.h"
#include "reconcile/rule_parts.h"
#include "spec/validate.h"

namespace sb::cli {
namespace {

constexpr char kPartnerFamily[] = "partner";

// Makes the patterns of a spec's routes.
class RouteReader {
 public:
  RouteReader(InputRules& out, std::optional<std::vector<KnownQueue>> queues, std::string list_queues,
              const Console& console, RoutesAs as)
      : out_(out),
        queues_(std::move(queues)),
        list_queues_(std::move(list_queues)),
        console_(console),
        as_(as) {}

  void run() {
    for (const spec::Route& route : out_.spec.routes) {
      const auto ids = queue_ids_of(route, out_.file, queues_, list_queues_, console_);
      if (!ids) {
        out_.good = false;
        continue;
      }
      const reconcile::QueueParts parts = parts_of(route, *ids);
      for (size_t part = 0; part < parts.size(); ++part) add(route, part, parts[part]);
    }
  }

 private:
  reconcile::QueueParts parts_of(const spec::Route& route, const std::vector<std::string>& ids) const {
    if (as_ == RoutesAs::kPatterns || ids.empty()) return {ids};
    const reconcile::PatternLength length([&](const std::vector<std::string>& some) {
      return reconcile::make_pattern(out_.spec, route, source_of(route), some);
    });
    return reconcile::spread(ids, {}, length, out_.spec.aws.pattern_chars);
  }

  void add(const spec::Route& route, size_t part, const std::vector<std::string>& ids) {
    spec::Fragment pattern = reconcile::make_placed_pattern(out_.spec, route, source_of(route), ids);
    if (pattern.position.line == 0) pattern.position = route.position;
    InputRule rule;
    rule.id = part == 0 ? route.name : fmt::format("{}-{}", route.name, part + 1);
    rule.pattern = pattern.to_json();
    rule.line = route.name_position.line;
    rule.name_position = route.name_position;
    rule.placed = std::move(pattern);
    rule.bus = spec::bus_of(out_.spec, route);
    rule.splits = !route.queues.empty();
    rule.rules = std::max<size_t>(1, (route.to.size() + aws::kTargetsPerRule - 1) / aws::kTargetsPerRule);
    out_.rules.push_back(std::move(rule));
  }

  std::string source_of(const spec::Route& route) const {
    const spec::Catalogue& catalogue = out_.spec.catalogue;
    const spec::Event* event = route.events.empty() ? nullptr : catalogue.find_event(route.events.front());
    const spec::Family* family = catalogue.find_family(event == nullptr ? kPartnerFamily : event->family);
    if (family == nullptr) return "\"\"";
    if (!family->partner) return json::to_text(json::Value(family->source));
    if (aws::is_partner_bus_name(route.bus)) return json::to_text(json::Value(route.bus));
    return json::to_text(json::Object{{"prefix", family->source}});
  }

  InputRules& out_;
  const std::optional<std::vector<KnownQueue>> queues_;
  const std::string list_queues_;
  const Console& console_;
  const RoutesAs as_;
};

}  // namespace

InputRules read_rules(const std::string& file, const Console& console) {
  InputRules out;
  out.file = file;
  const RulesRead read = read_rules(file, console, [&out](const RuleLine& line) {
    const int column = 1 + static_cast<int>(json::utf16_length(line.before));
    out.rules.push_back({line.id, std::string(line.pattern), static_cast<int>(line.number), column});
    return true;
  });
  out.good = read == RulesRead::kAll;
  out.readable = read != RulesRead::kUnreadable;
  return out;
}

InputRules read_routes(const GlobalOptions& global, const std::string& spec_file,
                       const std::string& queues_file, const Console& console, RoutesAs as) {
  const std::string list_queues = list_queues_to_paste(global, spec_file);
  InputRules out;
  out.file = spec_file;
  out.good = out.readable = false;
  auto spec = read_spec(spec_file, console);
  if (!spec) return out;
  std::optional<std::vector<KnownQueue>> queues;
  if (!queues_file.empty()) {
    auto read = read_known_queues(queues_file, list_queues);
    if (!read) {
      console.error(read.error());
      return out;
    }
    queues = std::move(*read);
  }
  out.spec = *std::move(spec);
  out.good = out.readable = true;
  RouteReader(out, std::move(queues), list_queues, console, as).run();
  return out;
}

}  // namespace sb::cli
