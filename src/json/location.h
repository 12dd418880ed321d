// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Places in a JSON text, counted and printed as Jackson does, because AWS shows Jackson's words to its users.
namespace sb::json {

// line and column count from 1; columns are UTF-16 code units. A line ends with \n, \r or \r\n.
struct Location {
  int line = 1;
  int column = 1;
  friend bool operator==(const Location&, const Location&) = default;
};

// Where the byte at `offset` stands; `offset` may be text.size().
Location locate(std::string_view text, size_t offset);

// The same of many places in one text, quickly where they ascend. The text must outlive it.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_(text) {}

  Location locate(size_t offset);

 private:
  std::string_view text_;
  size_t passed_ = 0;  // bytes
  Location location_;  // of the byte behind them
};

// [Source: (String)"<text>"; line: 1, column: 13]
// Of a text longer than 500 UTF-16 units the first 500 are shown, followed by "[truncated N chars]".
std::string describe(std::string_view text, Location location);

}  // namespace sb::json
