// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/reference.h"

// The manual in roff, by the macros of man(7).
namespace sb::cli {
namespace {

// Text as it is to be read: no escape, and no line that roff takes for a request.
std::string roff(std::string text) {
  text = base::replace_all(std::move(text), "\\", "\\e");
  text = base::replace_all(std::move(text), "-", "\\-");
  text = base::replace_all(std::move(text), "'", "\\(aq");
  // Long lists may break after a comma.
  text = base::replace_all(std::move(text), ",", ",\\:");
  return text.starts_with('.') ? "\\&" + text : text;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }

std::string label_of(const Parameter& parameter) {
  std::string out;
  for (const std::string& name : parameter.names) out += (out.empty() ? "" : ", ") + bold(name);
  if (parameter.value.empty() || !parameter.names.front().starts_with('-')) return out;
  const bool attached = parameter.value.starts_with('[');
  return fmt::format("{}{}\\fI{}\\fR", out, attached ? "" : " ", roff(parameter.value));
}

std::string sentence_of(const Parameter& parameter) {
  std::string out = parameter.description;
  if (!parameter.choices.empty()) out += fmt::format(" (one of: {})", base::join(parameter.choices, ", "));
  if (!parameter.default_value.empty()) out += fmt::format(" (default: {})", parameter.default_value);
  if (parameter.required) out += " (required)";
  return out;
}

void write_parameters(const std::vector<Parameter>& parameters, std::string& out) {
  for (const Parameter& parameter : parameters)
    out += fmt::format(".TP\n{}\n{}\n", label_of(parameter), roff(sentence_of(parameter)));
}

std::string synopsis_of(const VerbRow& verb) {
  std::string out = bold("switchboard " + verb.name) + " [\\fIflags\\fR]";
  for (const Parameter& word : verb.words) {
    const std::string name = "\\fI" + roff(word.names.front()) + "\\fR";
    out += word.required ? " " + name : fmt::format(" [{}]", name);
  }
  return out;
}

void write_rows(std::span<const ReferenceRow> rows, std::string& out) {
  for (const ReferenceRow& row : rows) out += fmt::format(".TP\n{}\n{}\n", bold(row.name), roff(row.meaning));
}

std::string manual(const CommandTable& table) {
  const std::string line = table.description.substr(0, table.description.find('\n'));
  std::string out =
      fmt::format(".TH SWITCHBOARD 1 \"\" \"switchboard {}\" \"User Commands\"\n.nh\n.ad l\n", SB_VERSION);
  out += fmt::format(".SH NAME\nswitchboard \\- {}\n", roff(line.substr(0, line.rfind('.'))));
  out += ".SH SYNOPSIS\n" + bold("switchboard") + " \\fIverb\\fR [\\fIflags\\fR]\n.br\n" +
         bold("switchboard help") + " \\fIverb\\fR\n";
  out += ".SH DESCRIPTION\n" + roff(line) + "\n";
  out +=
      roff(
          "One file, switchboard.yaml, says which events go where. plan shows what would change on Genesys "
          "Cloud and AWS, apply makes it so, verify proves each hop, destroy takes it away again. With "
          "--local all of it happens on a cloud in this program. demo shows the whole road.") +
      "\n.PP\n";
  out += roff(
             "Data goes to standard output, talk to standard error. With --output json the data bears its "
             "schema's name.") +
         "\n";
  std::string heading;
  out += ".SH VERBS\n";
  for (const VerbRow& verb : table.verbs) {
    if (verb.heading != heading) {
      heading = verb.heading;
      out += fmt::format(".SS {}\n", roff(heading));
    }
    out += fmt::format(".PP\n{}\n.RS\n{}.\n", synopsis_of(verb), roff(verb.description));
    write_parameters(verb.words, out);
    write_parameters(verb.flags, out);
    out += ".RE\n";
  }
  out += ".SH FLAGS OF EVERY VERB\n";
  write_parameters(table.flags, out);
  out += ".SH EXIT STATUS\n";
  for (const ExitCode& row : exit_codes())
    out += fmt::format(".TP\n{}\n{}\n", bold(fmt::format("{}", row.code)), roff(row.meaning));
  out += ".SH ENVIRONMENT\n";
  write_rows(environment_variables(), out);
  out += ".SH FILES\n";
  write_rows(files(), out);
  return out + ".SH SEE ALSO\n" + bold("aws") + "(1)\n";
}

}  // namespace

int run_man(const CommandTable& table) {
  Console(OutputFormat::kText, false).out(manual(table));
  return kExitDone;
}

}  // namespace sb::cli
