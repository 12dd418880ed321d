// SPDX-License-Identifier: Apache-2.0
#include "pattern/event_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "pattern/random_cases.h"

namespace sb::pattern {
namespace {

// By path, in the order of the text: all but the positions, whose numbers depend on what was skipped.
std::vector<FieldValue> by_path(const FlatEvent& event) {
  std::vector<FieldValue> values(event.values.begin(), event.values.end());
  std::stable_sort(values.begin(), values.end(),
                   [](const FieldValue& a, const FieldValue& b) { return a.path < b.path; });
  return values;
}

// Whether two positions are in different elements of one array.
bool contradict(const FlatEvent& event, uint32_t a, uint32_t b) {
  for (uint32_t x = a; x != 0; x = event.positions[x].parent) {
    for (uint32_t y = b; y != 0; y = event.positions[y].parent) {
      if (x != y && event.positions[x].array == event.positions[y].array) return true;
    }
  }
  return false;
}

void expect_same(const FlatEvent& one, const FlatEvent& other, const std::string& text) {
  const auto a = by_path(one);
  const auto b = by_path(other);
  ASSERT_EQ(a.size(), b.size()) << text;
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].path, b[i].path) << text;
    ASSERT_EQ(a[i].kind, b[i].kind) << text;
    ASSERT_EQ(a[i].text, b[i].text) << text;
    ASSERT_EQ(a[i].position == 0, b[i].position == 0) << text;
    for (size_t j = 0; j < i; ++j) {
      ASSERT_EQ(contradict(one, a[i].position, a[j].position),
                contradict(other, b[i].position, b[j].position))
          << text;
    }
  }
}

auto elements(const FlatEvent& event) {
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  for (const ElementPosition& position : event.positions) pairs.emplace_back(position.parent, position.array);
  return pairs;
}

TEST(EventScanner, KeepsWhatReadingInFullKeeps) {
  RandomCases cases(21);
  PathTable paths;
  for (const char* name : {"a", "b", "a.b", "c", "", "a.", "a.b.c", "b.a", "a.a", "a..b"}) paths.add(name);
  EventScanner scanner;
  FlatEvent scanned;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = cases.object(0);
    const auto exact = std::make_unique<char[]>(text.size());
    text.copy(exact.get(), text.size());
    const EventResult read = read_event(text);
    for (const auto validation : {Validation::kWhole, Validation::kNeeded}) {
      ASSERT_TRUE(scanner.scan({exact.get(), text.size()}, paths, validation, scanned)) << text;
      expect_same(scanned, flatten(*read.event, paths), text);
    }
  }
}

TEST(EventScanner, AKeyAsSpelledIsNotTakenForAKeyWithABackslash) {
  PathTable paths;
  paths.add("a\\nb");
  EventScanner scanner;
  FlatEvent scanned;
  ASSERT_TRUE(scanner.scan(R"({"a\nb":1,"a\\nb":2})", paths, Validation::kWhole, scanned));
  ASSERT_EQ(scanned.values.size(), 1u);
  EXPECT_EQ(scanned.values[0].text, "2");
}

TEST(EventScanner, ElementsStandBeforeThoseInsideThem) {
  PathTable paths;
  paths.add("a.b");
  EventScanner scanner;
  FlatEvent scanned;
  const std::string text = R"({"a":[{"b":[{"b":1},2]},"x",[{"b":3}]]})";
  ASSERT_TRUE(scanner.scan(text, paths, Validation::kWhole, scanned));
  EXPECT_EQ(elements(scanned),
            (std::vector<std::pair<uint32_t, uint32_t>>{{0, 0}, {0, 0}, {1, 1}, {0, 0}, {3, 2}}));
  EXPECT_EQ(scanned.array_ends, (base::Scratch<uint32_t>{5, 3, 5}));
}

TEST(EventScanner, AFaultAnywhereIsSeen) {
  PathTable paths;
  paths.add("a");
  EventScanner scanner;
  FlatEvent scanned;
  for (const char* text : {"",
                           " ",
                           "1",
                           "[]",
                           "\"a\"",
                           "{",
                           "}",
                           "{}{}",
                           "{},",
                           "{,}",
                           R"({"a"})",
                           R"({"a":})",
                           R"({"a":1,})",
                           R"({"a" 1})",
                           R"({"b":[1,]})",
                           R"({"b":[,1]})",
                           R"({"b":[1 2]})",
                           R"({"b":{"c":1,}})",
                           R"({"b":{1:2}})",
                           R"({"b":tru})",
                           R"({"b":truex})",
                           R"({"b":nul,"a":1})",
                           R"({"b":01})",
                           R"({"b":1.})",
                           R"({"b":-})",
                           R"({"b":"\x"})",
                           R"({"\x":1})",
                           R"({"b":"\u12"})",
                           R"({"b":[}]})",
                           R"({"b":{]}})",
                           R"({"a":tru})",
                           R"({"a":01})",
                           R"({"a":"\x"})",
                           R"({"b":1}x)",
                           R"({"b":"c"d})",
                           R"({"b":1"c"})",
                           "{\"b\":\"\n\"}",
                           "{\"b\":\"\xFF\"}"}) {
    EXPECT_FALSE(scanner.scan(text, paths, Validation::kWhole, scanned)) << text;
    EXPECT_FALSE(read_event(text).ok()) << text;
  }
}

// A character is put in, taken out or changed somewhere among members of every kind.
TEST(EventScanner, TakesWhatTheReaderTakesWhateverIsWrongWithAMember) {
  const std::string whole =
      R"({"q":{"r":"s","t":12,"u":true,"v":-1.5,"w":[],"x":{},"y":null,"z":[1,"k"],"l":1234567890123,)"
      R"("m":{"n":"o","p":[{"g":0.5,"h":false}]}},"b":[],"c":{},"d":10,"a":{"f":20,"b":"x","i":[]},"e":-7})";
  std::mt19937 random(9);
  PathTable paths;
  for (const char* name : {"a.b", "d", "nowhere"}) paths.add(name);
  EventScanner scanner;
  FlatEvent scanned;
  for (int i = 0; i < 100000; ++i) {
    std::string text = whole;
    for (size_t changes = 1 + random() % 2; changes > 0; --changes) {
      const size_t at = random() % text.size();
      const char c = "0123456789.-eE+,:{}[]\"\\tfn \x00"[random() % 28];
      if (random() % 3 == 0) text.erase(at, 1);
      if (random() % 3 == 0) text.insert(at, 1, c);
      if (random() % 3 == 0) text[at] = c;
    }
    const EventResult read = read_event(text);
    ASSERT_EQ(scanner.scan(text, paths, Validation::kWhole, scanned), read.ok()) << text;
    if (read.ok()) expect_same(scanned, flatten(*read.event, paths), text);
  }
}

TEST(EventScanner, AnEmptyBracketCountsForTheDepthToo) {
  PathTable paths;
  paths.add("a");
  EventScanner scanner;
  FlatEvent scanned;
  for (const size_t around : {json::kDepthMax - 1, json::kDepthMax}) {
    for (const std::string empty : {"[]", "{}"}) {
      std::string text;
      for (size_t i = 1; i < around; ++i) text += R"({"b":)";
      text += R"({"c":)" + empty + R"(,"e":1)" + std::string(around, '}');
      EXPECT_EQ(scanner.scan(text, paths, Validation::kWhole, scanned), around < json::kDepthMax);
      EXPECT_EQ(read_event(text).ok(), around < json::kDepthMax);
    }
  }
}

}  // namespace
}  // namespace sb::pattern
