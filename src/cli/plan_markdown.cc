// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/plan_view.h"
#include "json/document.h"

namespace sb::cli {
namespace {

using reconcile::Change;
using reconcile::Difference;

// Text that Markdown and HTML leave alone: what could mean something to either is a character reference.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == ' ' || c == '.' || c == ',' || c == '-' || c == '/' || c == '(' || c == ')' ||
                       c == ';' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
    if (plain) {
      out += c;
    } else if (c == '\n' || c == '\r') {
      out += ' ';
    } else {
      out += fmt::format("&#{};", static_cast<int>(c));
    }
  }
  return base::replace_all(out, "www.", "www&#46;");
}

std::string code(const std::string& text) { return "<code>" + escaped(text) + "</code>"; }

// JSON over several lines, so that its parts can be compared; anything else as it is.
std::vector<std::string> lines_of(const std::string& value) {
  const auto document = json::parse_document(value);
  const bool structured = document.ok() && (document->is_object() || document->is_array());
  const std::string text = structured ? json::to_pretty_text(*document) : value;
  std::vector<std::string> out;
  for (const std::string_view line : base::split(text, '\n'))
    out.push_back(base::printable(base::replace_all(std::string(line), "\r", " ")));
  return out;
}

void add_lines(char sign, const std::string& value, std::string& out) {
  if (value.empty()) return;
  for (const std::string& line : lines_of(value)) out += fmt::format("{}   {}\n", sign, line);
}

std::string differences(const std::vector<Difference>& diff) {
  std::string out;
  for (const Difference& difference : diff) {
    out += fmt::format("  {}:\n", base::replace_all(difference.path, "\n", " "));
    add_lines('-', difference.before, out);
    add_lines('+', difference.after, out);
  }
  return out;
}

// A fence longer than any run of backticks inside.
std::string fenced(const std::string& text) {
  size_t longest = 2;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{}diff\n{}{}\n", fence, text, fence);
}

std::string table(const std::vector<Change>& changes) {
  if (changes.empty()) return "";
  std::string out = "| | kind | name |\n|:-:|---|---|\n";
  for (const Change& change : changes) {
    out += fmt::format("| {} {} | {} | {} |\n", code(sign_of(change.action)),
                       reconcile::action_word(change.action), change.kind, code(change.name));
  }
  return out + "\n";
}

std::string details(const std::vector<Change>& changes) {
  std::string out;
  for (const Change& change : changes) {
    if (change.diff.empty()) continue;
    out += fmt::format("<details><summary>{} {} {}</summary>\n\n{}\n</details>\n\n",
                       code(sign_of(change.action)), change.kind, code(change.name),
                       fenced(differences(change.diff)));
  }
  return out;
}

std::string list(const char* word, const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += fmt::format("- **{}:** {}\n", word, escaped(item));
  return out;
}

}  // namespace

std::string plan_as_markdown(const reconcile::Plan& plan) {
  std::string out = fmt::format("### Switchboard plan for {}\n\n", code(plan.stack));
  out += plan.changes.empty() ? fmt::format("**No changes**, {} unchanged.\n\n", plan.unchanged)
                              : fmt::format("**{}**\n\n", summary_line(plan));
  const std::string remarks =
      list("warning", plan.warnings) + list("kept", reconcile::all_kept(plan)) + list("note", plan.notes);
  out += remarks + (remarks.empty() ? "" : "\n") + table(plan.changes) + details(plan.changes);
  out.pop_back();
  return out;
}

}  // namespace sb::cli
