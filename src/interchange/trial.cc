// SPDX-License-Identifier: Apache-2.0
#include "interchange/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/address_secret.h"
#include "base/text.h"
#include "reconcile/live_parts.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "spec/load.h"
#include "spec/write.h"
#include "spec/yaml_text.h"

namespace sb::interchange {
namespace {

// The variables that the spec is written with, and no others.
spec::Environment variables_of(const spec::Spec& spec) {
  std::map<std::string, std::string, std::less<>> values;
  for (const spec::Route& route : spec.routes) {
    for (const spec::Target& target : route.to) {
      for (const spec::Subscriber& subscriber : target.subscribers) {
        const auto address = base::find_address_secret(subscriber.endpoint);
        if (address && !subscriber.secret_variable.empty())
          values[subscriber.secret_variable] = address->secret;
      }
    }
  }
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto at = values.find(name);
    return at == values.end() ? std::nullopt : std::optional(at->second);
  };
}

std::string id_of(const spec::QueueSelector& selector, const Snapshot& snapshot) {
  if (selector.kind == spec::QueueSelector::Kind::kId) return selector.value;
  for (const genesys::Queue& queue : snapshot.queues) {
    if (queue.name == selector.value) return queue.id;
  }
  return "";
}

reconcile::Resolution resolve(const spec::Spec& spec, const Snapshot& snapshot) {
  reconcile::Resolution out;
  out.realm = snapshot.realm;
  out.organization_id = snapshot.organization_id;
  for (const spec::Route& route : spec.routes) {
    auto& ids = out.queue_ids[route.name];
    for (const spec::QueueSelector& selector : route.queues) ids.push_back(id_of(selector, snapshot));
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  return out;
}

// A difference that is a mark of ownership put to what is there.
bool is_mark(const reconcile::Change& change, const reconcile::Difference& difference) {
  if (change.kind == "genesys.integration") return difference.path == "notes";
  return difference.path == "Description" &&
         reconcile::without_mark(difference.before) == reconcile::without_mark(difference.after);
}

bool is_mark_only(const reconcile::Change& change) {
  if (change.kind == "aws.topic_policy" || change.kind == "aws.queue_policy")
    return change.action == reconcile::Action::kCreate;
  if (change.action != reconcile::Action::kUpdate || change.diff.empty()) return false;
  return std::all_of(change.diff.begin(), change.diff.end(),
                     [&](const reconcile::Difference& d) { return is_mark(change, d); });
}

std::string words_of(const reconcile::Change& change) {
  std::vector<std::string> paths;
  for (const reconcile::Difference& difference : change.diff) paths.push_back(difference.path);
  return fmt::format("apply would {} it{}{}", reconcile::action_word(change.action),
                     paths.empty() ? "" : ": ", base::join(paths, ", "));
}

}  // namespace

Trial try_out(const spec::Spec& spec, const Snapshot& snapshot) {
  Trial out;
  out.text = spec::to_yaml(spec::to_document(spec));
  const spec::Loaded loaded = spec::load(out.text, "imported", variables_of(spec));
  if (!loaded.spec) {
    for (const base::Diagnostic& finding : loaded.diagnostics.all())
      out.faults.push_back(fmt::format("{} {}", finding.code, finding.message));
    return out;
  }
  reconcile::Resolution resolution = resolve(*loaded.spec, snapshot);
  reconcile::DesiredResult made = reconcile::make_desired(*loaded.spec, resolution);
  if (made.problems.empty()) {
    resolution.live_parts = reconcile::read_live_parts(*loaded.spec, made.desired, snapshot.observed);
    made = reconcile::make_desired(*loaded.spec, resolution);
  }
  for (const base::Error& problem : made.problems) out.faults.push_back(problem.message);
  out.desired = std::move(made.desired);
  return out;
}

std::vector<Remark> changes_beyond_marks(const Trial& trial, const reconcile::Observed& observed) {
  std::vector<Remark> out;
  if (!trial.faults.empty()) return {{"the spec", base::join(trial.faults, "; ")}};
  reconcile::PlanOptions options;
  options.adopt = true;
  const reconcile::PlanResult planned = reconcile::make_plan(trial.desired, observed, options);
  for (const base::Error& problem : planned.problems) out.push_back({"the spec", problem.message});
  for (const reconcile::Change& change : planned.plan.changes) {
    if (!is_mark_only(change)) out.push_back({change.kind + " " + change.name, words_of(change)});
  }
  return out;
}

}  // namespace sb::interchange
