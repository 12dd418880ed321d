// SPDX-License-Identifier: Apache-2.0
#include "cli/check_view.h"

#include <fmt/format.h>

#include "base/address_secret.h"
#include "base/text.h"
#include "cli/explain_view.h"
#include "json/document.h"

namespace sb::cli {
namespace {

using reconcile::Check;
using reconcile::doctor::Finding;

// As it may be shown: no passwords of addresses, nothing that a terminal would obey.
std::string shown(const std::string& text) { return base::printable(base::mask_address_secrets(text)); }

struct Count {
  size_t all = 0;
  size_t bad = 0;
  size_t unknown = 0;

  void add(const Check& check) {
    ++all;
    bad += check.ok == false ? 1 : 0;
    unknown += check.ok ? 0 : 1;
  }
  std::string line() const {
    return fmt::format("\n{} checks: {} good, {} bad, {} not checked.\n", all, all - bad - unknown, bad,
                       unknown);
  }
};

std::string sign_of(const Check& check, const Console& console) {
  return check.ok ? mark(*check.ok, console) : console.paint("?", "33");
}

json::Object row_of(const Check& check) {
  return {{"subject", base::mask_address_secrets(check.subject)},
          {"check", check.check},
          {"ok", check.ok ? json::Value(*check.ok) : json::Value(nullptr)},
          {"detail", base::mask_address_secrets(check.detail)},
          {"fix", base::mask_address_secrets(check.fix)}};
}

std::string document_of(const char* schema, json::Array rows) {
  return json::to_pretty_text(json::Object{{"schema", schema}, {"checks", std::move(rows)}}) + "\n";
}

// Details of links that hold are shown where they say who is signed in, or where all are asked for.
std::string lines_of(const Finding& finding, const Console& console, bool verbose) {
  const Check& check = finding.check;
  std::string out =
      fmt::format("  {} {}: {}\n", sign_of(check, console), shown(check.subject), shown(check.check));
  const bool wanted = check.ok != true || finding.route.empty() || verbose;
  if (!check.detail.empty() && wanted) out += fmt::format("      {}\n", shown(check.detail));
  if (check.ok == true) return out;
  if (check.ok == false && finding.explanation) {
    const std::string text = describe_failure(*finding.explanation, console);
    for (const std::string_view line : base::split(text, '\n')) {
      if (!line.empty()) out += fmt::format("    {}\n", line);
    }
  }
  if (check.ok == false) out += fmt::format("      owner: {}\n", finding.owner);
  if (!check.fix.empty()) out += fmt::format("      fix: {}\n", shown(check.fix));
  return out;
}

}  // namespace

std::string checks_as_text(const std::vector<Check>& checks, const Console& console) {
  std::string out;
  Count count;
  for (const Check& check : checks) {
    count.add(check);
    out += fmt::format("{} {}: {}\n", sign_of(check, console), shown(check.subject), shown(check.check));
    if (check.ok != true && !check.detail.empty()) out += fmt::format("    {}\n", shown(check.detail));
    if (!check.fix.empty()) out += fmt::format("    fix: {}\n", shown(check.fix));
  }
  return out + count.line();
}

std::string checks_as_json(const std::vector<Check>& checks, const char* schema) {
  json::Array rows;
  for (const Check& check : checks) rows.push_back(row_of(check));
  return document_of(schema, std::move(rows));
}

std::string findings_as_text(const std::vector<Finding>& findings, const Console& console, bool verbose) {
  std::string out;
  Count count;
  const std::string* route = nullptr;
  for (const Finding& finding : findings) {
    count.add(finding.check);
    if (route == nullptr || *route != finding.route) {
      const std::string title = finding.route.empty() ? "all routes" : "route " + finding.route;
      out += fmt::format("{}{}\n", route == nullptr ? "" : "\n", console.paint(title, "1"));
      route = &finding.route;
    }
    out += lines_of(finding, console, verbose);
  }
  return out + count.line();
}

std::string findings_as_json(const std::vector<Finding>& findings) {
  json::Array rows;
  for (const Finding& finding : findings) {
    json::Object row = row_of(finding.check);
    row["owner"] = finding.owner;
    row["route"] = finding.route.empty() ? json::Value(nullptr) : json::Value(finding.route);
    if (finding.explanation) {
      const auto text = switchboard::to_json(*finding.explanation);
      auto explanation = json::parse_document(text.ok() ? text.value() : "");
      if (explanation.ok()) row["explanation"] = std::move(*explanation);
    }
    rows.push_back(std::move(row));
  }
  return document_of("switchboard.doctor/1", std::move(rows));
}

}  // namespace sb::cli
