// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sb::cli {

// A line of a file: its number, from 1, and its text without the line end.
struct InputLine {
  size_t number = 0;
  std::string_view text;
};

// Some whole lines of a file, those that are blank left out.
struct LineBlock {
  std::unique_ptr<std::string> text;
  std::vector<InputLine> lines;  // views into text
  bool last = false;             // the file is over
};

// Reads a file of lines block by block: plain or gzip, told apart by its first bytes. "-" is standard input,
// of which lines are handed on as they come. Not thread-safe.
class LineInput {
 public:
  static base::Result<LineInput> open(const std::string& path);
  LineInput(LineInput&&) noexcept;
  ~LineInput();

  // The next lines, at least one and about `bytes` of text, fewer where no more is there yet. Error: the file
  // cannot be read on, or is damaged or cut short as gzip.
  base::Result<LineBlock> next(size_t bytes);

 private:
  struct File;
  explicit LineInput(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace sb::cli
