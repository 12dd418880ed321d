// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_set.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "pattern/parse.h"
#include "pattern/random_cases.h"
#include "pattern/reference_matcher.h"

namespace sb::pattern {
namespace {

using Ids = std::vector<std::string>;

Pattern pattern_of(const std::string& text) {
  ParseResult parsed = parse(text);
  EXPECT_TRUE(parsed.ok()) << text << parsed.error.reason;
  return *std::move(parsed.pattern);
}

void add(RuleSet& set, std::string_view id, const std::string& pattern) {
  RuleBatch batch;
  batch.add(id, pattern_of(pattern));
  set.change(&batch, {});
}

// The answer, from a buffer that ends where the event does, so that sanitizers see a byte too far.
Ids ask(RuleReader& reader, std::string_view event, Validation validation = Validation::kWhole) {
  const auto exact = std::make_unique<char[]>(event.size());
  event.copy(exact.get(), event.size());
  const auto* matches = reader.match({exact.get(), event.size()}, validation);
  Ids ids;
  if (matches == nullptr) return {"not an event"};
  for (const auto& match : *matches) ids.emplace_back(match.id());
  return ids;
}

// How many cases a test tries: more with SWITCHBOARD_TEST_CASES, which multiplies.
int rounds(int usual) {
  const char* factor = std::getenv("SWITCHBOARD_TEST_CASES");
  return usual * (factor == nullptr ? 1 : std::max(1, std::atoi(factor)));
}

struct Rule {
  std::string id;
  std::string text;
  Pattern pattern;
};

std::vector<Rule> random_rules(RandomCases& cases, int count) {
  std::vector<Rule> rules;
  while (static_cast<int>(rules.size()) < count) {
    const std::string text = cases.pattern(0);
    ParseResult parsed = parse(text);  // an object may override a field, and $or refuses some keys
    if (parsed.ok()) rules.push_back({std::to_string(rules.size()), text, *std::move(parsed.pattern)});
  }
  return rules;
}

Ids expected(const std::vector<Rule>& rules, const Event& event) {
  Ids ids;
  for (const Rule& rule : rules) {
    if (matches(rule.pattern, event)) ids.push_back(rule.id);
  }
  return ids;
}

std::string list(const std::vector<Rule>& rules) {
  std::string out;
  for (const Rule& rule : rules) out += rule.id + " " + rule.text + "\n";
  return out;
}

TEST(RuleSet, AnswersAsTheReferenceMatcherDoesForOneRule) {
  RandomCases cases(1);
  for (int i = 0; i < rounds(60000); ++i) {
    const auto rules = random_rules(cases, 1);
    RuleSet set;
    RuleReader reader(set);
    add(set, rules[0].id, rules[0].text);
    const std::string event = cases.object(0);
    const EventResult read = read_event(event);
    ASSERT_TRUE(read.ok()) << event;
    ASSERT_EQ(ask(reader, event), expected(rules, *read.event)) << rules[0].text << "\n" << event;
    ASSERT_EQ(ask(reader, event, Validation::kNeeded), expected(rules, *read.event)) << rules[0].text << "\n"
                                                                                     << event;
  }
}

TEST(RuleSet, AnswersAsTheReferenceMatcherDoesForManyRulesTogether) {
  RandomCases cases(2);
  for (int i = 0; i < rounds(150); ++i) {
    const auto rules = random_rules(cases, 200);
    RuleBatch batch;
    for (const Rule& rule : rules) batch.add(rule.id, rule.pattern);
    RuleSet set;
    set.change(&batch, {});
    RuleReader reader(set);
    for (int e = 0; e < 20; ++e) {
      const std::string event = cases.object(0);
      const EventResult read = read_event(event);
      ASSERT_EQ(ask(reader, event), expected(rules, *read.event)) << list(rules) << event;
    }
  }
}

TEST(RuleSet, AnswersAsTheReferenceMatcherDoesWhileRulesComeAndGo) {
  RandomCases cases(3);
  for (int i = 0; i < rounds(20); ++i) {
    std::vector<Rule> rules = random_rules(cases, 60);
    std::vector<Rule> live;
    RuleSet set;
    RuleReader reader(set);
    for (size_t r = 0; r < rules.size(); ++r) {
      add(set, rules[r].id, rules[r].text);
      live.push_back(rules[r]);
      if (cases.chance(40)) {
        const size_t gone = cases.up_to(live.size() - 1);
        const std::vector<std::string> ids{live[gone].id};
        ASSERT_EQ(set.change(nullptr, ids), 1u);
        live.erase(live.begin() + static_cast<std::ptrdiff_t>(gone));
      }
      ASSERT_EQ(set.size(), live.size());
      const std::string event = cases.object(0);
      ASSERT_EQ(ask(reader, event), expected(live, *read_event(event).event)) << list(live) << event;
    }
  }
}

TEST(RuleSet, ArraysUnderRepeatedKeysStayCheap) {
  for (const RepeatedArrays& one : {repeated_arrays(5, 300), alike_arrays(200)}) {
    RuleSet set;
    RuleReader reader(set);
    add(set, "a", one.pattern);
    EXPECT_EQ(ask(reader, one.matching), Ids{"a"});
    EXPECT_EQ(ask(reader, one.other), Ids{});
  }
}

TEST(RuleSet, ReadingAnEventInFullGivesTheSameAnswer) {
  RandomCases cases(4);
  const auto rules = random_rules(cases, 300);
  RuleSet set;
  for (const Rule& rule : rules) add(set, rule.id, rule.text);
  RuleReader reader(set);
  for (int i = 0; i < 2000; ++i) {
    const std::string event = cases.object(0);
    Ids ids;
    for (const auto& match : *reader.match(*read_event(event).event)) ids.emplace_back(match.id());
    ASSERT_EQ(ask(reader, event), ids) << event;
  }
}

TEST(RuleSet, TakesForAnEventWhatTheReaderTakes) {
  RandomCases cases(5);
  RuleSet set;
  add(set, "a", R"({"a":{"b":[{"exists":true}]},"c":["x"]})");
  RuleReader reader(set);
  static const std::vector<std::string> kNoise = {"",  "\"", "{", "}",     "[",    "]",  ",",
                                                  ":", "\\", "x", "0",     "\xFF", "\n", "null",
                                                  "-", ".",  "e", "\\u12", "\x01", " ",  "\xC3"};
  for (int i = 0; i < rounds(60000); ++i) {
    std::string event = cases.object(0);
    event.replace(cases.up_to(event.size() - 1), cases.up_to(2), kNoise[cases.up_to(kNoise.size() - 1)]);
    const bool good = read_event(event).ok();
    ASSERT_EQ(ask(reader, event) != Ids{"not an event"}, good) << event;
    if (good) {
      ASSERT_NE(ask(reader, event, Validation::kNeeded), Ids{"not an event"}) << event;
    }
  }
}

TEST(RuleSet, DepthAndNumbersEndWhereTheReadersDo) {
  RuleSet set;
  add(set, "a", R"({"a":[{"exists":true}]})");
  RuleReader reader(set);
  const auto nested = [](size_t depth, const std::string& open, const std::string& close) {
    std::string text = R"({"x":)";
    for (size_t i = 1; i < depth; ++i) text += open;
    text += "1";
    for (size_t i = 1; i < depth; ++i) text += close;
    return text + "}";
  };
  for (const size_t depth : {2u, 999u, 1000u, 1001u}) {
    for (const auto& [open, close] : {std::pair{"[", "]"}, {R"({"x":)", "}"}}) {
      const std::string event = nested(depth, open, close);
      EXPECT_EQ(ask(reader, event) != Ids{"not an event"}, read_event(event).ok()) << depth;
      std::string at_path = event;
      at_path[2] = 'a';
      EXPECT_EQ(ask(reader, at_path) != Ids{"not an event"}, read_event(at_path).ok()) << depth;
    }
  }
  for (const size_t digits : {999u, 1000u, 1001u}) {
    for (const char* before : {"", "-", "7.", "-7.", "7e", "7E-", "-7.7e+"}) {
      const std::string beginning = before;
      const auto used = std::count(beginning.begin(), beginning.end(), '7');
      const std::string number = beginning + std::string(digits - static_cast<size_t>(used), '7');
      for (const char* key : {"a", "x"}) {
        const std::string event = "{\"" + std::string(key) + "\":" + number + "}";
        EXPECT_EQ(ask(reader, event) != Ids{"not an event"}, digits <= 1000) << digits << before;
        EXPECT_EQ(read_event(event).ok(), digits <= 1000) << digits << before;
      }
    }
  }
}

TEST(RuleSet, NeededValidationLeavesTheRestUnread) {
  RuleSet set;
  add(set, "a", R"({"a":["x"]})");
  RuleReader reader(set);
  const std::string event = R"({"b":{"c":01,"d":nul},"a":"x"})";
  EXPECT_EQ(ask(reader, event), Ids{"not an event"});
  EXPECT_EQ(ask(reader, event, Validation::kNeeded), Ids{"a"});
}

TEST(RuleSet, PathsOfRulesThatAreGoneAreForgotten) {
  RuleSet set;
  RuleReader reader(set);
  for (int i = 0; i < 200; ++i) {
    const std::string name = "field" + std::to_string(i);
    add(set, name, "{\"" + name + "\":[1]}");
    const std::vector<std::string> before{"field" + std::to_string(i - 1)};
    set.change(nullptr, before);
    ASSERT_EQ(ask(reader, "{\"" + name + "\":1}"), Ids{name});
  }
  EXPECT_EQ(set.size(), 1u);
}

// Each change swaps one id for another under the same pattern: whoever asks sees exactly one of them.
TEST(RuleSet, ReadersSeeOneVersionOrTheNextAndNothingBetween) {
  RuleSet set;
  for (int i = 0; i < 50; ++i) add(set, "other" + std::to_string(i), R"({"b":["y"]})");
  add(set, "rule", R"({"a":["x"]})");
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::atomic<int> asked{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      RuleReader reader(set);
      while (!stop) {
        if (ask(reader, R"({"a":"x"})").size() != 1) ++wrong;
        ++asked;
      }
    });
  }
  std::string id = "rule";
  for (int i = 0; i < 300 || asked < 300; ++i) {
    const std::vector<std::string> gone{id};
    id = "rule" + std::to_string(i);
    RuleBatch batch;
    batch.add(id, pattern_of(R"({"a":["x"]})"));
    set.change(&batch, gone);
  }
  stop = true;
  for (std::thread& thread : readers) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(set.size(), 51u);
}

}  // namespace
}  // namespace sb::pattern
