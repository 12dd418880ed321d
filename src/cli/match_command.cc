// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "json/document.h"
#include "json/reader.h"
#include "switchboard/matcher.h"

namespace sb::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Line {
  size_t number;
  std::string_view text;
};

// The lines of a text that are not blank.
std::vector<Line> read_lines(const std::string& text) {
  std::vector<Line> out;
  size_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (!base::trim(line).empty()) out.push_back({number, line});
  }
  return out;
}

// Adds every rule of the file; false when one could not be, each said with its line.
bool add_rules(const std::string& text, const std::string& file, switchboard::Matcher& matcher,
               const Console& console) {
  bool good = true;
  for (const Line& line : read_lines(text)) {
    const auto tree = json::read(line.text);
    const json::Node* root = tree.ok() ? &tree.tree->root : nullptr;
    const json::Node* id = root != nullptr && root->kind == json::Kind::kObject ? root->find("id") : nullptr;
    const json::Node* pattern = id == nullptr ? nullptr : root->find("pattern");
    if (pattern == nullptr) {
      console.error({"",
                     fmt::format("{}:{}: not a rule: {}", file, line.number,
                                 tree.ok() ? "it needs id and pattern" : tree.error.reason),
                     R"(write {"id":"a","pattern":{"source":["x"]}})"});
      good = false;
      continue;
    }
    const std::string name = id->kind == json::Kind::kString
                                 ? id->text
                                 : std::string(line.text.substr(id->begin, id->end - id->begin));
    const auto added = matcher.add(name, line.text.substr(pattern->begin, pattern->end - pattern->begin));
    if (added.ok()) continue;
    console.error({"", fmt::format("{}:{}: rule '{}': {}", file, line.number, name, added.error().message),
                   added.error().hint});
    good = false;
  }
  return good;
}

// What one thread found in its share of the events.
struct Share {
  size_t matched = 0;
  size_t matches = 0;
  std::string output;
  std::vector<std::pair<size_t, std::string>> invalid;
};

void match_lines(const switchboard::Matcher& matcher, const Line* first, const Line* last, bool print,
                 Share& out) {
  for (const Line* line = first; line != last; ++line) {
    const auto ids = matcher.match(line->text);
    if (!ids.ok()) {
      out.invalid.emplace_back(line->number, ids.error().reason);
      continue;
    }
    if (ids.value().empty()) continue;
    ++out.matched;
    out.matches += ids.value().size();
    if (!print) continue;
    json::Array names;
    for (const std::string_view id : ids.value())
      names.emplace_back(boost::json::string_view(id.data(), id.size()));
    out.output += json::to_text(json::Object{{"line", line->number}, {"rules", names}}) + "\n";
  }
}

std::vector<Share> match_all(const switchboard::Matcher& matcher, const std::vector<Line>& lines,
                             size_t threads, bool print) {
  std::vector<Share> shares(threads);
  std::vector<std::thread> running;
  const size_t each = (lines.size() + threads - 1) / threads;
  for (size_t i = 0; i < threads; ++i) {
    const Line* first = lines.data() + std::min(lines.size(), i * each);
    const Line* last = lines.data() + std::min(lines.size(), (i + 1) * each);
    if (threads == 1) {
      match_lines(matcher, first, last, print, shares[i]);
    } else {
      running.emplace_back(match_lines, std::cref(matcher), first, last, print, std::ref(shares[i]));
    }
  }
  for (std::thread& thread : running) thread.join();
  return shares;
}

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

}  // namespace

int run_match(const GlobalOptions& global, const MatchOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto rules = read_file(options.rules);
  const auto events = read_file(options.events);
  for (const auto* text : {&rules, &events}) {
    if (text->ok()) continue;
    console.error(text->error());
    return kExitBadInput;
  }
  const auto build_start = SteadyClock::now();
  switchboard::Matcher matcher;
  if (!add_rules(*rules, options.rules, matcher, console)) return kExitBadInput;
  const double build_seconds = seconds_since(build_start);

  const std::vector<Line> lines = read_lines(*events);
  const auto start = SteadyClock::now();
  std::vector<Share> shares;
  for (int pass = 0; pass < options.repeat; ++pass) {
    shares = match_all(matcher, lines, static_cast<size_t>(options.threads), !options.count && pass == 0);
    if (!options.count) {
      for (const Share& share : shares) console.out(share.output);
    }
  }
  const double seconds = seconds_since(start);
  size_t matched = 0;
  size_t matches = 0;
  size_t invalid = 0;
  for (const Share& share : shares) {
    matched += share.matched;
    matches += share.matches;
    invalid += share.invalid.size();
    for (const auto& [number, reason] : share.invalid)
      console.say(fmt::format("error: {}:{}: not an event: {}", options.events, number, reason));
  }
  if (options.count) {
    const double passed = static_cast<double>(lines.size()) * options.repeat;
    console.out(json::to_text(json::Object{{"schema", "switchboard.match/1"},
                                           {"events", lines.size()},
                                           {"matched", matched},
                                           {"matches", matches},
                                           {"build_seconds", build_seconds},
                                           {"seconds", seconds},
                                           {"events_per_second", seconds > 0 ? passed / seconds : 0.0}}) +
                "\n");
  }
  if (invalid > 0) return kExitBadInput;
  return matched > 0 ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
