// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/address_secret.h"
#include "base/text.h"
#include "cli/quotas_view.h"
#include "json/document.h"

namespace sb::cli {
namespace {

using base::printable;
using reconcile::Action;

struct Mark {
  const char* sign;
  const char* colour;
};

Mark mark_of(Action action) {
  switch (action) {
    case Action::kCreate:
      return {"+", "32"};
    case Action::kUpdate:
      return {"~", "33"};
    case Action::kReplace:
      return {"-/+", "33"};
    case Action::kDelete:
      return {"-", "31"};
  }
  return {"", "0"};
}

size_t count_of(const reconcile::Plan& plan, Action action) {
  return static_cast<size_t>(std::count_if(plan.changes.begin(), plan.changes.end(),
                                           [&](const auto& c) { return c.action == action; }));
}

// A value as JSON where it is JSON, else as a string; null for an absent one.
json::Value as_value(const std::string& text) {
  if (text.empty()) return nullptr;
  auto document = json::parse_document(text);
  if (document.ok() && (document->is_object() || document->is_array())) return std::move(*document);
  return json::Value(text);
}

}  // namespace

const char* sign_of(Action action) { return mark_of(action).sign; }

std::string summary_line(const reconcile::Plan& plan) {
  return fmt::format("Plan: {} to create, {} to update, {} to replace, {} to delete, {} unchanged.",
                     count_of(plan, Action::kCreate), count_of(plan, Action::kUpdate),
                     count_of(plan, Action::kReplace), count_of(plan, Action::kDelete), plan.unchanged);
}

std::string plan_as_text(const reconcile::Plan& plan, const Console& console) {
  std::string out;
  for (const reconcile::Change& change : plan.changes) {
    const Mark mark = mark_of(change.action);
    out += fmt::format("{} {:<22} {}\n", console.paint(fmt::format("{:>3}", mark.sign), mark.colour),
                       change.kind, console.paint(printable(change.name), "1"));
    for (const reconcile::Difference& difference : change.diff) {
      if (difference.before.empty()) {
        out += fmt::format("        {}: {}\n", difference.path, printable(difference.after));
      } else {
        out += fmt::format("        {}: {} => {}\n", difference.path, printable(difference.before),
                           difference.after.empty() ? "(none)" : printable(difference.after));
      }
    }
    if (!change.loses.empty())
      out += fmt::format("        {} {}\n", console.paint("! events are lost:", "31"), change.loses);
  }
  return out + (plan.changes.empty() ? "" : "\n") + summary_line(plan) + "\n";
}

std::string plan_as_json(const reconcile::Plan& plan, const char* schema,
                         const reconcile::ApplyResult* result) {
  json::Array changes;
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const reconcile::Change& change = plan.changes[i];
    json::Array diff;
    for (const reconcile::Difference& d : change.diff) {
      diff.push_back(
          json::Object{{"path", d.path}, {"before", as_value(d.before)}, {"after", as_value(d.after)}});
    }
    json::Object row{{"action", reconcile::action_word(change.action)},
                     {"kind", change.kind},
                     {"name", change.name},
                     {"diff", diff}};
    if (!change.loses.empty()) row["loses"] = change.loses;
    if (result != nullptr) {
      const reconcile::ChangeResult& done = result->changes[i];
      row["done"] = done.done;
      row["arn"] = done.arn.empty() ? json::Value(nullptr) : json::Value(done.arn);
      row["error"] =
          done.error ? json::Value(base::mask_address_secrets(done.error->message)) : json::Value(nullptr);
    }
    changes.push_back(std::move(row));
  }
  const auto strings = [](const std::vector<std::string>& list) {
    json::Array out;
    for (const std::string& item : list) out.emplace_back(item);
    return out;
  };
  const json::Object out{{"schema", schema},
                         {"stack", plan.stack},
                         {"changes", changes},
                         {"summary",
                          {{"create", count_of(plan, Action::kCreate)},
                           {"update", count_of(plan, Action::kUpdate)},
                           {"replace", count_of(plan, Action::kReplace)},
                           {"delete", count_of(plan, Action::kDelete)},
                           {"unchanged", plan.unchanged}}},
                         {"notes", strings(plan.notes)},
                         {"warnings", strings(plan.warnings)},
                         {"kept", strings(reconcile::all_kept(plan))},
                         {"quotas", quotas_as_json(plan.quotas)}};
  return json::to_pretty_text(out) + "\n";
}

std::string result_as_text(const reconcile::Plan& plan, const reconcile::ApplyResult& result,
                           const Console& console) {
  std::string out;
  size_t done = 0;
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const reconcile::Change& change = plan.changes[i];
    const reconcile::ChangeResult& outcome = result.changes[i];
    done += outcome.done ? 1 : 0;
    const std::string sign = outcome.done ? console.paint("✓", "32") : console.paint("✗", "31");
    out += fmt::format("{} {} {} {}{}{}\n", sign, reconcile::action_word(change.action), change.kind,
                       printable(change.name), outcome.arn.empty() ? "" : "  ", outcome.arn);
    if (outcome.error)
      out += fmt::format("    {}\n", printable(base::mask_address_secrets(outcome.error->message)));
    if (outcome.error && !outcome.error->hint.empty())
      out += fmt::format("    hint: {}\n", outcome.error->hint);
  }
  out += fmt::format("{}{} of {} changes done, {} unchanged.\n", plan.changes.empty() ? "" : "\n", done,
                     plan.changes.size(), plan.unchanged);
  return out;
}

}  // namespace sb::cli
