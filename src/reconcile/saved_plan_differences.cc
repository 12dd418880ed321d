// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "reconcile/saved_plan.h"

namespace sb::reconcile {
namespace {

// Longer values are cut in messages.
constexpr size_t kValueMax = 160;

std::string shown(const std::string& value) {
  return value.empty() ? "(none)" : base::cut_text(value, kValueMax);
}

std::string what_happens(const SavedChange& change) { return change.action + "d"; }

std::string subject(const SavedChange& change) { return fmt::format("{} {}", change.kind, change.name); }

const Difference* find_path(const SavedChange& change, const std::string& path) {
  const auto at = std::find_if(change.diff.begin(), change.diff.end(),
                               [&](const Difference& d) { return d.path == path; });
  return at == change.diff.end() ? nullptr : &*at;
}

void compare_paths(const SavedChange& saved, const SavedChange& live, std::vector<std::string>& out) {
  const size_t before = out.size();
  for (const Difference& was : saved.diff) {
    const Difference* is = find_path(live, was.path);
    if (is == nullptr) {
      out.push_back(fmt::format("{}: {} does not change any more, the plan sets it to {}", subject(saved),
                                was.path, shown(was.after)));
    } else if (is->before != was.before) {
      out.push_back(fmt::format("{}: {} is live {}, it was {} when the plan was made", subject(saved),
                                was.path, shown(is->before), shown(was.before)));
    } else if (is->after != was.after) {
      out.push_back(fmt::format("{}: {} would become {}, the plan says {}", subject(saved), was.path,
                                shown(is->after), shown(was.after)));
    }
  }
  for (const Difference& is : live.diff) {
    if (find_path(saved, is.path) != nullptr) continue;
    out.push_back(fmt::format("{}: {} would change from {} to {}, which the plan does not have",
                              subject(live), is.path, shown(is.before), shown(is.after)));
  }
  if (saved.loses != live.loses) {
    out.push_back(fmt::format("{}: what is lost is {}, the plan says {}", subject(saved), shown(live.loses),
                              shown(saved.loses)));
  }
  if (out.size() == before && saved.calls != live.calls) {
    out.push_back(
        fmt::format("{}: what would be written beside the planned change is another: others have "
                    "changed it meanwhile, or a variable that is kept secret has another value",
                    subject(saved)));
  }
}

// A resource may have several changes in one plan (disabled first, deleted last): they are told apart by
// their turn.
using Key = std::tuple<std::string, std::string, size_t>;

std::map<Key, const SavedChange*> by_resource(const SavedPlan& plan) {
  std::map<Key, const SavedChange*> out;
  for (const SavedChange& change : plan.changes) {
    size_t turn = 0;
    while (out.contains({change.kind, change.name, turn})) ++turn;
    out[{change.kind, change.name, turn}] = &change;
  }
  return out;
}

void compare_changes(const SavedPlan& saved, const SavedPlan& live, std::vector<std::string>& out) {
  const auto before = by_resource(saved);
  const auto now = by_resource(live);
  for (const auto& [key, was] : before) {
    const auto is = now.find(key);
    if (is == now.end()) {
      out.push_back(fmt::format("{}: was to be {}, and there is nothing left to do", subject(*was),
                                what_happens(*was)));
    } else if (is->second->action != was->action) {
      out.push_back(fmt::format("{}: was to be {}, and would be {}", subject(*was), what_happens(*was),
                                what_happens(*is->second)));
    } else {
      compare_paths(*was, *is->second, out);
    }
  }
  for (const auto& [key, is] : now) {
    if (!before.contains(key))
      out.push_back(
          fmt::format("{}: would be {}, which the plan does not have", subject(*is), what_happens(*is)));
  }
}

void compare_warnings(const SavedPlan& saved, const SavedPlan& live, std::vector<std::string>& out) {
  for (const std::string& warning : live.warnings) {
    if (std::find(saved.warnings.begin(), saved.warnings.end(), warning) == saved.warnings.end())
      out.push_back("a warning that the plan does not have: " + warning);
  }
}

}  // namespace

std::vector<std::string> differences(const SavedPlan& saved, const SavedPlan& live) {
  std::vector<std::string> out;
  const auto compare = [&](const char* what, const std::string& was, const std::string& is) {
    if (was != is)
      out.push_back(fmt::format("{}: the plan is for {}, this is {}", what, shown(was), shown(is)));
  };
  compare("AWS account", saved.realm.account, live.realm.account);
  compare("AWS region", saved.realm.region, live.realm.region);
  compare("stack", saved.stack, live.stack);
  if (!saved.organization.empty())
    compare("Genesys Cloud organisation", saved.organization, live.organization);
  // In another place everything differs, which would say nothing more.
  if (!out.empty()) return out;
  compare_changes(saved, live, out);
  compare_warnings(saved, live, out);
  return out;
}

}  // namespace sb::reconcile
