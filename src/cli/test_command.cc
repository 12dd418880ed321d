// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/route_cases.h"
#include "json/document.h"
#include "pattern/case_file.h"

namespace sb::cli {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

// The characters of a text, one by one; lone surrogates and ill-formed bytes as U+FFFD.
std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> out;
  for (size_t i = 0; i < text.size();) {
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const std::string piece = text.substr(i, length);
    i += length;
    out.push_back(base::is_utf8(piece) ? piece : kReplacement);
  }
  return out;
}

// XML text: markup escaped, what XML cannot hold as U+FFFD.
std::string escape_xml(const std::string& text) {
  std::string out;
  for (const std::string& piece : characters_of(text)) {
    const unsigned char lead = static_cast<unsigned char>(piece[0]);
    const bool control = lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r';
    const bool no_character = piece == "\xEF\xBF\xBE" || piece == "\xEF\xBF\xBF";
    if (control || no_character) {
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
    out += fmt::format("  <testcase classname=\"{0}\" name=\"{1}\" file=\"{0}\" line=\"{2}\"",
                       escape_xml(file), escape_xml(name), ran.line);
    out += ran.outcome.passed
               ? "/>\n"
               : fmt::format("><failure message=\"{}\"/></testcase>\n", escape_xml(describe(ran)));
  }
  return out + "</testsuite>\n";
}

std::string as_text(const std::vector<Ran>& all, const std::string& file, size_t failed) {
  std::string out;
  for (const Ran& ran : all) {
    if (ran.outcome.passed) continue;
    out += fmt::format("{}:{}: {}{}\n", file, ran.line,
                       ran.outcome.label.empty() ? "" : ran.outcome.label + ": ", describe(ran));
  }
  return out + fmt::format("{} passed, {} failed\n", all.size() - failed, failed);
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value(nullptr) : json::Value(base::join(characters_of(text), ""));
}

std::string as_json(const std::vector<Ran>& all, const std::string& file, size_t failed) {
  json::Array rows;
  for (const Ran& ran : all) {
    rows.push_back(json::Object{{"file", file},
                                {"line", ran.line},
                                {"label", text_or_null(ran.outcome.label)},
                                {"passed", ran.outcome.passed},
                                {"expected", text_or_null(ran.outcome.expected)},
                                {"got", text_or_null(ran.outcome.got)},
                                {"reason", text_or_null(ran.outcome.message)}});
  }
  return json::to_pretty_text(json::Object{{"schema", "switchboard.test/1"},
                                           {"passed", all.size() - failed},
                                           {"failed", failed},
                                           {"cases", std::move(rows)}}) +
         "\n";
}

}  // namespace

int run_test(const GlobalOptions& global, const TestOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto text = read_file(options.cases);
  if (!text) {
    console.error(text.error());
    return kExitBadInput;
  }
  if (const auto bad = base::find_bad_encoding(*text)) {
    console.error(
        {"",
         fmt::format("{}:{}:{}: {}", options.cases, bad->position.line, bad->position.column, bad->reason),
         bad->hint});
    return kExitBadInput;
  }
  std::optional<RouteCases> routes;
  if (!options.file.empty()) {
    routes.emplace(read_routes(global, options.file, options.queues, console), console);
    if (!routes->good()) return kExitBadInput;
  }
  std::vector<Ran> all;
  size_t number = 0;
  for (const std::string_view line : base::split(*text, '\n')) {
    ++number;
    if (!base::trim(line).empty()) all.push_back({number, run_line(line, routes)});
  }
  const auto count = [&](auto is) { return static_cast<size_t>(std::count_if(all.begin(), all.end(), is)); };
  const size_t failed = count([](const Ran& ran) { return !ran.outcome.passed; });
  const size_t malformed = count([](const Ran& ran) { return !ran.outcome.valid; });
  console.out(console.json() ? as_json(all, options.cases, failed) : as_text(all, options.cases, failed));
  if (!options.junit.empty()) {
    std::ofstream out(options.junit, std::ios::binary);
    out << as_junit(all, options.cases, failed);
    out.close();
    if (!out) {
      console.error({"", fmt::format("cannot write {}", options.junit), ""});
      return kExitBadInput;
    }
  }
  if (all.empty()) {
    console.error(
        {"", fmt::format("{}: it has no cases, so nothing was tried", options.cases),
         R"(write a case a line: {"pattern":{"source":["a"]},"event":{"source":"a"},"expect":true})"});
  }
  if (all.empty() || malformed > 0) return kExitBadInput;
  return failed == 0 ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
