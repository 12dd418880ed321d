// SPDX-License-Identifier: Apache-2.0
#include "reconcile/desired.h"

#include <fmt/format.h>

#include "reconcile/desired_builder.h"
#include "spec/realm_checks.h"

namespace sb::reconcile {

DesiredBuilder::DesiredBuilder(const spec::Spec& spec, const Resolution& resolution)
    : spec_(spec), resolution_(resolution) {
  out_.desired.stack = spec.stack;
  out_.desired.realm = resolution.realm;
  out_.desired.rules_per_bus = spec.aws.rules_per_bus;
  out_.desired.pattern_chars = spec.aws.pattern_chars;
  out_.desired.exclusive = spec.genesys.exclusive;
  out_.desired.integration_wait = spec.genesys.integration.wait;
  out_.desired.names_integration = !spec.genesys.integration.suffix.empty();
}

DesiredResult DesiredBuilder::build() {
  for (const spec::Route& route : spec_.routes) add_route(route);
  if (!resolution_.without_patterns) check_realms();
  check_rule_counts();
  return std::move(out_);
}

std::string DesiredBuilder::place_of(const spec::Route& route, base::SourcePosition position) const {
  return fmt::format("route '{}' ({})", route.name, base::place_in(spec_.file, position));
}

void DesiredBuilder::check_realms() {
  base::Diagnostics findings(spec_.file);
  spec::check_realm(spec_, resolution_.known_realm.value_or(resolution_.realm), findings);
  for (const base::Diagnostic& found : findings.all()) {
    out_.problems.push_back(
        {found.code, found.message, found.hint, base::place_in(spec_.file, found.position)});
  }
}

void DesiredBuilder::check_rule_counts() {
  std::map<std::string, size_t> rules;
  for (const DesiredRule& rule : out_.desired.rules) ++rules[rule.bus];
  for (const auto& [bus, count] : rules) {
    if (count <= spec_.aws.rules_per_bus) continue;
    out_.problems.push_back({"SB0200",
                             fmt::format("the bus {} would have {} rules of this stack, the limit is {}", bus,
                                         count, spec_.aws.rules_per_bus),
                             "raise aws.limits.rules_per_bus if AWS has raised yours"});
  }
}

void DesiredBuilder::problem(const spec::Route& route, std::string message, std::string hint) {
  out_.problems.push_back({"SB0200", fmt::format("route '{}': {}", route.name, message), std::move(hint),
                           base::place_in(spec_.file, route.name_position)});
}

DesiredResult make_desired(const spec::Spec& spec, const Resolution& resolution) {
  return DesiredBuilder(spec, resolution).build();
}

}  // namespace sb::reconcile
