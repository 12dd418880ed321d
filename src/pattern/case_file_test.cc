// SPDX-License-Identifier: Apache-2.0
#include "pattern/case_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::pattern {
namespace {

// The reference matcher's answer, which is another's than run_case() gives.
std::string reference_answer(const json::Node& object, std::string_view line) {
  const auto text = [&](const std::string& name) {
    const json::Node* raw = object.find(name + "_text");
    if (raw != nullptr) return raw->text;
    const json::Node& value = *object.find(name);
    return std::string(line.substr(value.begin, value.end - value.begin));
  };
  const ParseResult pattern = parse(text("pattern"));
  const EventResult event = read_event(text("event"));
  if (!pattern.ok() || !event.ok()) return "error";
  return matches(*pattern.pattern, *event.event) ? "true" : "false";
}

// Runs every line; gives the number of cases.
int run_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  int count = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    ++count;
    const CaseOutcome outcome = run_case(line);
    EXPECT_TRUE(outcome.valid && outcome.passed)
        << file.filename().string() << ":" << count << " \"" << outcome.label << "\": expected "
        << outcome.expected << ", got " << outcome.got << "; " << outcome.message << "\n  " << line;
    EXPECT_EQ(reference_answer(json::read(line).tree->root, line), outcome.expected) << line;
  }
  return count;
}

TEST(PatternCases, AllPass) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SB_SOURCE_DIR "/tests/cases/patterns")) {
    if (entry.path().extension() == ".jsonl") count += run_file(entry.path());
  }
  EXPECT_GE(count, 244);
}

TEST(PatternCases, AnswersRecordedFromAwsAllPass) {
  const std::filesystem::path file = SB_SOURCE_DIR "/../shared/cases/aws_validated.jsonl";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recorded answers beside the source";
  EXPECT_EQ(run_file(file), 165);
}

TEST(RunCase, TakesRawTextFromTheLine) {
  EXPECT_TRUE(run_case(R"({"pattern":{"a":[1e309]},"event":{"a":1e309},"expect":true})").passed);
  EXPECT_TRUE(run_case(R"({"pattern":{"a":[1e309]},"event":{"a":1E309},"expect":false})").passed);
  EXPECT_TRUE(
      run_case(R"({"pattern":{"a":["x"],"a":["y"]},"event":{"a":"z","a":"y"},"expect":true})").passed);
}

TEST(RunCase, TakesTextInStrings) {
  const CaseOutcome outcome =
      run_case(R"({"label":"L","pattern_text":"{\"a\":[1]} x","event_text":"{}","expect":"error","note":5})");
  EXPECT_TRUE(outcome.passed);
  EXPECT_EQ(outcome.label, "L");
  EXPECT_EQ(outcome.got, "error");
  EXPECT_NE(outcome.message.find("Unexpected text after"), std::string::npos);
}

TEST(RunCase, WithoutALabelTheOtherKeysAreTheLabel) {
  const CaseOutcome outcome =
      run_case(R"({"ticket":"Q-7","pattern":{"a":["b"]},"event":{"a":"b"},"expect":true,"try":2,"on":true})");
  EXPECT_EQ(outcome.label, "ticket: Q-7, try: 2");
  EXPECT_EQ(run_case(R"({"pattern":{"a":["b"]},"event":{"a":"b"},"expect":true})").label, "");
}

TEST(RunCase, ErrorsOfTheEventCount) {
  EXPECT_TRUE(run_case(R"({"pattern":{"a":[1]},"event":[1],"expect":"error"})").passed);
  EXPECT_TRUE(run_case(R"({"pattern":{"a":[1]},"event_text":"{} {}","expect":"error"})").passed);
}

TEST(RunCase, TellsAFailureFromABadLine) {
  const CaseOutcome failure = run_case(R"({"pattern":{"a":[1]},"event":{"a":1},"expect":false})");
  EXPECT_TRUE(failure.valid);
  EXPECT_FALSE(failure.passed);
  EXPECT_EQ(failure.got, "true");
  for (const char* line : {"", "[]", "{", R"({"pattern":{},"event":{}})", R"({"pattern":{},"expect":true})",
                           R"({"event":{},"expect":true})", R"({"pattern":{},"event":{},"expect":"yes"})",
                           R"({"pattern_text":5,"event":{},"expect":true})"}) {
    const CaseOutcome outcome = run_case(line);
    EXPECT_FALSE(outcome.valid) << line;
    EXPECT_FALSE(outcome.message.empty()) << line;
  }
}

}  // namespace
}  // namespace sb::pattern
