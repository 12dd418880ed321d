// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/doctor.h"

#include <algorithm>
#include <memory>

#include "base/side_by_side.h"
#include "reconcile/doctor/rights.h"
#include "reconcile/doctor/walk.h"

namespace sb::reconcile::doctor {
namespace {

std::vector<const spec::Route*> chosen_routes(const Request& request) {
  std::vector<const spec::Route*> out;
  for (const spec::Route& route : request.spec->routes) {
    const auto& names = request.routes;
    if (names.empty() || std::find(names.begin(), names.end(), route.name) != names.end())
      out.push_back(&route);
  }
  return out;
}

struct Walked {
  std::vector<Finding> findings;
  std::optional<DesiredRule> missing_rule;
};

bool is_mended_by_apply(const Finding& finding, const std::string& apply) {
  return finding.check.ok == false && finding.check.fix.find(apply) != std::string::npos;
}

// Where the way to mend things is apply, and a rule is missing, whether this caller could apply.
void add_rights_to_write(const Request& request, const Sides& sides, const SignedIn& signed_in,
                         const std::vector<Walked>& all, Chain& chain) {
  if (!signed_in.aws.usable()) return;
  for (const Walked& walked : all) {
    if (!walked.missing_rule) continue;
    const auto& findings = walked.findings;
    if (std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
          return is_mended_by_apply(finding, request.commands.apply);
        })) {
      return ask_rights_to_write(sides.world->eventbridge, signed_in.caller, signed_in.realm,
                                 walked.missing_rule->bus, walked.missing_rule->name, chain);
    }
  }
}

// An event that no route asks for has lost its way before the first link.
void add_event_of_no_route(const Request& request, const std::vector<Walked>& all, Chain& chain) {
  if (request.event.empty() || !request.routes.empty() || all.empty()) return;
  const bool none = std::all_of(all.begin(), all.end(), [](const Walked& walked) {
    return std::any_of(walked.findings.begin(), walked.findings.end(), [](const Finding& finding) {
      return finding.explanation && !finding.check.ok && finding.owner == kThisSpec;
    });
  });
  if (none) {
    chain.bad("the event", "is asked for by a route", kThisSpec, "no route of the spec asks for it",
              fmt::format("see at each route what is in the way, and name the route that should take it: {} "
                          "--event FILE ROUTE",
                          request.commands.doctor));
  }
}

}  // namespace

std::vector<Finding> examine(const Sides& sides, const Request& request, size_t workers) {
  Chain common;
  const SignedIn signed_in = sign_in(sides, request, common);
  if (request.spec == nullptr) return std::move(common).take();
  const auto live = sides.world != nullptr ? std::make_unique<Live>(*sides.world) : nullptr;
  const auto routes = chosen_routes(request);
  std::vector<Walked> all(routes.size());
  base::side_by_side(routes.size(), workers, [&](size_t i) {
    Walk walk(sides, request, signed_in, live.get(), *routes[i]);
    all[i].findings = walk.run();
    if (walk.missing_rule() != nullptr) all[i].missing_rule = *walk.missing_rule();
  });
  add_rights_to_write(request, sides, signed_in, all, common);
  add_event_of_no_route(request, all, common);
  std::vector<Finding> out = std::move(common).take();
  for (Walked& walked : all)
    std::move(walked.findings.begin(), walked.findings.end(), std::back_inserter(out));
  return out;
}

}  // namespace sb::reconcile::doctor
