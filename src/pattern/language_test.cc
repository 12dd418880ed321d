// SPDX-License-Identifier: Apache-2.0
// Holds docs/pattern-language.md and tests/cases/patterns/language.jsonl to each other, and the refusals to
// the words that the cases give. That the cases pass is case_file_test.cc's.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "json/reader.h"
#include "pattern/case_file.h"

namespace sb::pattern {
namespace {

constexpr char kDocument[] = SB_SOURCE_DIR "/docs/pattern-language.md";
constexpr char kCases[] = SB_SOURCE_DIR "/tests/cases/patterns/language.jsonl";

std::set<std::string> marks_of_document() {
  std::ifstream in(kDocument);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  constexpr std::string_view kDigits = "0123456789";
  std::set<std::string> marks;
  for (size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
    const size_t end = text.find(']', at);
    const std::string mark = text.substr(at + 1, end - at - 1);
    if (mark.size() < 2 || mark[0] < 'A' || mark[0] > 'Z') continue;
    if (mark.find_first_not_of(kDigits, 1) == std::string::npos) marks.insert(mark);
  }
  return marks;
}

TEST(PatternLanguage, EveryStatementHasACaseAndEveryCaseAStatement) {
  std::ifstream in(kCases);
  std::set<std::string> labels;
  for (std::string line; std::getline(in, line);) labels.insert(run_case(line).label);
  EXPECT_EQ(marks_of_document(), labels);
  EXPECT_GT(labels.size(), 60U);
}

TEST(PatternLanguage, RefusalsAreInTheWordsOfTheCases) {
  std::ifstream in(kCases);
  int checked = 0;
  for (std::string line; std::getline(in, line);) {
    const json::ReadResult read = json::read(line);
    ASSERT_TRUE(read.ok()) << line;
    const json::Node* message = read.tree->root.find("message");
    if (message == nullptr) continue;
    ++checked;
    EXPECT_NE(run_case(line).message.find(message->text), std::string::npos) << line << "\n"
                                                                             << run_case(line).message;
  }
  EXPECT_GT(checked, 40);
}

}  // namespace
}  // namespace sb::pattern
