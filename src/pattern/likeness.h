// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sb::pattern {

// Whether one text may be the other with a slip: a letter or two, in texts of some length. Texts that differ
// in digits only are two names, not one with a slip.
bool is_slip(std::string_view a, std::string_view b);

// What path_likeness() compares of a path: all of it, its last key and its last two, in lower case and
// without what parts words.
struct PathShape {
  explicit PathShape(std::string_view path);

  std::string whole;
  std::string end;
  std::string pair;    // `end` where there is one key only
  std::string parent;  // all but the last key, with what parts words
  bool nested = false;
};

// How alike two paths are, 0 for not at all. "detail.queue.id" and "detail.eventBody.queueId" are: their ends
// are one name when case and dots are left out.
int path_likeness(const PathShape& wanted, const PathShape& other);

// The part of `path` behind its last dot.
std::string_view last_key(std::string_view path);

}  // namespace sb::pattern
