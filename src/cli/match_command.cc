// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "cli/exit_code.h"
#include "cli/line_input.h"
#include "cli/options.h"
#include "cli/rule_file.h"
#include "json/document.h"
#include "switchboard/matcher.h"

namespace sb::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr size_t kBlockBytes = 8 * 1024 * 1024;

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// The rules of a file, compiled; false when the file or one of its lines is no good, each said.
bool load_rules(const std::string& file, switchboard::Matcher& matcher, const Console& console) {
  switchboard::Changes rules;
  const RulesRead read = read_rules(file, console, [&](const RuleLine& line) {
    const auto added = rules.add(line.id, line.pattern);
    if (added.ok()) return true;
    console.error({"", fmt::format("{}:{}: rule '{}': {}", file, line.number, line.id, added.error().message),
                   added.error().hint});
    return false;
  });
  if (read != RulesRead::kAll) return false;
  const auto applied = matcher.apply(std::move(rules));
  if (!applied) console.error({"", applied.error().reason, ""});
  return applied.ok();
}

// What one thread finds in its share of the events; on cache lines of its own, as it counts without pause.
struct alignas(128) Share {
  explicit Share(const switchboard::Matcher& matcher) : reader(matcher) {}

  switchboard::Reader reader;
  size_t events = 0;
  size_t matched = 0;
  size_t matches = 0;
};

// What is to be said of a run of neighbouring lines.
struct Said {
  std::string output;
  std::vector<std::pair<size_t, std::string>> invalid;
};

void append_json_string(std::string_view text, std::string& out) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= 0x20 && c != '"' && c != '\\';  // ASCII, as char is signed
  });
  if (!plain) {
    out += json::to_text(boost::json::string(text.data(), text.size()));
    return;
  }
  out.push_back('"');
  out += text;
  out.push_back('"');
}

void append_answer(size_t line, const switchboard::Matches& matches, std::string& out) {
  fmt::format_to(std::back_inserter(out), R"({{"line":{},"rules":[)", line);
  for (size_t i = 0; i < matches.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_json_string(matches[i], out);
  }
  out += "]}\n";
}

enum class Printing { kAnswers, kNothing };

// Brings a text into the cache while the one before it is matched.
void fetch_ahead(std::string_view text) {
  constexpr size_t kLine = 64;
  for (size_t at = 0; at < text.size(); at += kLine) __builtin_prefetch(text.data() + at);
}

void match_lines(const InputLine* first, const InputLine* last, switchboard::Validation validation,
                 Printing printing, Share& share, Said& said) {
  for (const InputLine* line = first; line != last; ++line) {
    if (line + 1 != last) fetch_ahead(line[1].text);
    const auto matches = share.reader.match(line->text, validation);
    ++share.events;
    if (!matches.ok()) {
      said.invalid.emplace_back(line->number, matches.error().reason);
      continue;
    }
    if (matches.value().empty()) continue;
    ++share.matched;
    share.matches += matches.value().size();
    if (printing == Printing::kAnswers) append_answer(line->number, matches.value(), said.output);
  }
}

// The matcher with as many threads as were asked for.
class Engine {
 public:
  Engine(const switchboard::Matcher& matcher, const MatchOptions& options)
      : validation_(options.skip_validation ? switchboard::Validation::kNeeded
                                            : switchboard::Validation::kWhole) {
    for (int i = 0; i < options.threads; ++i) shares_.emplace_back(matcher);
  }

  // The threads take runs of lines as they get done with those before, so that a slow one holds nobody up.
  void match(const std::vector<InputLine>& lines, Printing printing) {
    constexpr size_t kLinesPerRun = 512;
    said_.clear();
    said_.resize((lines.size() + kLinesPerRun - 1) / kLinesPerRun);
    std::atomic<size_t> next{0};
    const auto work = [&](Share& share) {
      for (size_t run = next++; run < said_.size(); run = next++) {
        const InputLine* first = lines.data() + run * kLinesPerRun;
        const InputLine* last = lines.data() + std::min(lines.size(), (run + 1) * kLinesPerRun);
        match_lines(first, last, validation_, printing, share, said_[run]);
      }
    };
    std::vector<std::thread> running;
    for (size_t i = 1; i < std::min(shares_.size(), said_.size()); ++i) {
      running.emplace_back(work, std::ref(shares_[i]));
    }
    work(shares_.front());
    for (std::thread& thread : running) thread.join();
  }

  // Of the last match(), in the order of the lines.
  const std::vector<Said>& said() const { return said_; }
  size_t invalid() const {
    size_t total = 0;
    for (const Said& said : said_) total += said.invalid.size();
    return total;
  }
  std::vector<Share>& shares() { return shares_; }

  size_t sum(size_t Share::*count) const {
    size_t total = 0;
    for (const Share& share : shares_) total += share.*count;
    return total;
  }

 private:
  switchboard::Validation validation_;
  std::vector<Share> shares_;
  std::vector<Said> said_;
};

void print(const Engine& engine, const std::string& file, const Console& console) {
  for (const Said& said : engine.said()) {
    console.out(said.output);
    for (const auto& [number, reason] : said.invalid) {
      console.say(fmt::format("error: {}:{}: not an event: {}", file, number, reason));
    }
  }
}

// Prints the answers, reading the next lines while these are matched. False when the file gives out.
bool match_stream(LineInput& input, Engine& engine, const std::string& file, size_t& invalid,
                  const Console& console) {
  auto block = input.next(kBlockBytes);
  while (block.ok()) {
    std::future<base::Result<LineBlock>> next;
    if (!block->last) next = std::async(std::launch::async, [&input] { return input.next(kBlockBytes); });
    engine.match(block->lines, Printing::kAnswers);
    invalid += engine.invalid();
    print(engine, file, console);
    if (!next.valid()) return true;
    block = next.get();
  }
  console.error(block.error());
  return false;
}

// Counts only: the whole file is in memory before the clock starts.
bool match_counting(LineInput& input, Engine& engine, const MatchOptions& options, double build_seconds,
                    size_t& invalid, const Console& console) {
  std::vector<LineBlock> blocks;
  std::vector<InputLine> lines;
  for (bool more = true; more;) {
    auto block = input.next(kBlockBytes);
    if (!block) {
      console.error(block.error());
      return false;
    }
    lines.insert(lines.end(), block->lines.begin(), block->lines.end());
    more = !block->last;
    blocks.push_back(std::move(*block));
  }
  const auto start = SteadyClock::now();
  for (int pass = 0; pass < options.repeat; ++pass) {
    for (Share& share : engine.shares()) {
      share.events = share.matched = share.matches = 0;
    }
    engine.match(lines, Printing::kNothing);
  }
  const double seconds = seconds_since(start);
  invalid += engine.invalid();
  const double passed = static_cast<double>(lines.size()) * options.repeat;
  console.out(json::to_text(json::Object{{"schema", "switchboard.match/1"},
                                         {"events", engine.sum(&Share::events)},
                                         {"matched", engine.sum(&Share::matched)},
                                         {"matches", engine.sum(&Share::matches)},
                                         {"build_seconds", build_seconds},
                                         {"seconds", seconds},
                                         {"events_per_second", seconds > 0 ? passed / seconds : 0.0}}) +
              "\n");
  print(engine, options.events, console);
  return true;
}

}  // namespace

int run_match(const GlobalOptions& global, const MatchOptions& options) {
  const Console console(global.format(), !global.no_color);
  if (options.rules == "-" && options.events == "-") {
    console.error({"", "rules and events cannot both be standard input", "put the rules into a file"});
    return kExitUsage;
  }
  const auto build_start = SteadyClock::now();
  switchboard::Matcher matcher;
  if (!load_rules(options.rules, matcher, console)) return kExitBadInput;
  const double build_seconds = seconds_since(build_start);

  auto input = LineInput::open(options.events);
  if (!input) {
    console.error(input.error());
    return kExitBadInput;
  }
  Engine engine(matcher, options);
  size_t invalid = 0;
  const bool good = options.count ? match_counting(*input, engine, options, build_seconds, invalid, console)
                                  : match_stream(*input, engine, options.events, invalid, console);
  if (!good || invalid > 0) return kExitBadInput;
  return engine.sum(&Share::matched) > 0 ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
