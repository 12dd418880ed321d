// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>
#include <optional>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/route_cases.h"
#include "pattern/case_file.h"

namespace sb::cli {
namespace {

// XML text: markup escaped, what XML cannot hold (controls, lone surrogates, ill-formed bytes) as U+FFFD.
std::string escape_xml(const std::string& text) {
  static constexpr char kReplacement[] = "\xEF\xBF\xBD";
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const std::string piece = text.substr(i, length);
    i += length;
    const bool control = lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r';
    const bool no_character = piece == "\xEF\xBF\xBE" || piece == "\xEF\xBF\xBF";
    if (control || no_character || !base::is_utf8(piece)) {
      out += kReplacement;
    } else if (piece == "&" || piece == "<" || piece == ">" || piece == "\"") {
      out += piece == "&" ? "&amp;" : piece == "<" ? "&lt;" : piece == ">" ? "&gt;" : "&quot;";
    } else {
      out += piece;
    }
  }
  return out;
}

struct Ran {
  size_t line;
  pattern::CaseOutcome outcome;
};

pattern::CaseOutcome run_line(std::string_view line, const std::optional<RouteCases>& routes) {
  if (!RouteCases::is_one(line)) return pattern::run_case(line);
  if (routes) return routes->run(line);
  pattern::CaseOutcome outcome;
  outcome.message = "a case with expect_routes needs the spec: -f SPEC";
  return outcome;
}

std::string describe(const Ran& ran) {
  const std::string what = ran.outcome.message.empty() ? "" : ": " + ran.outcome.message;
  if (!ran.outcome.valid) return fmt::format("not a case{}", what);
  return fmt::format("expected {}, got {}{}", ran.outcome.expected, ran.outcome.got, what);
}

std::string as_junit(const std::vector<Ran>& all, const std::string& file, size_t failed) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
      escape_xml(file), all.size(), failed);
  for (const Ran& ran : all) {
    const std::string name = ran.outcome.label.empty() ? fmt::format("line {}", ran.line) : ran.outcome.label;
    out += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", escape_xml(file), escape_xml(name));
    out += ran.outcome.passed
               ? "/>\n"
               : fmt::format("><failure message=\"{}\"/></testcase>\n", escape_xml(describe(ran)));
  }
  return out + "</testsuite>\n";
}

}  // namespace

int run_test(const GlobalOptions& global, const TestOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto text = read_file(options.cases);
  if (!text) {
    console.error(text.error());
    return kExitBadInput;
  }
  std::optional<RouteCases> routes;
  if (!options.file.empty()) {
    routes.emplace(read_routes(options.file, options.queues, console), console);
    if (!routes->good()) return kExitBadInput;
  }
  std::vector<Ran> all;
  size_t number = 0;
  for (const std::string_view line : base::split(*text, '\n')) {
    ++number;
    if (!base::trim(line).empty()) all.push_back({number, run_line(line, routes)});
  }
  size_t failed = 0;
  bool malformed = false;
  for (const Ran& ran : all) {
    malformed = malformed || !ran.outcome.valid;
    if (ran.outcome.passed) continue;
    ++failed;
    console.out(fmt::format("{}:{}: {}{}\n", options.cases, ran.line,
                            ran.outcome.label.empty() ? "" : ran.outcome.label + ": ", describe(ran)));
  }
  console.out(fmt::format("{} passed, {} failed\n", all.size() - failed, failed));
  if (!options.junit.empty()) {
    std::ofstream out(options.junit, std::ios::binary);
    out << as_junit(all, options.cases, failed);
    out.close();
    if (!out) {
      console.error({"", fmt::format("cannot write {}", options.junit), ""});
      return kExitBadInput;
    }
  }
  if (malformed) return kExitBadInput;
  return failed == 0 ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
