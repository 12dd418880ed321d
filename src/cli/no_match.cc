// SPDX-License-Identifier: Apache-2.0
#include "cli/no_match.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::cli {
namespace {

constexpr size_t kNearMost = 5;

// Names that hold the pattern's letters in any case, else the one that a slip may have made of it.
std::vector<std::string> names_near(const NoMatch& search) {
  std::string letters = base::replace_all(base::replace_all(search.pattern, "*", ""), "?", "");
  letters = base::to_lower(letters);
  std::vector<std::string> out;
  for (const std::string& name : search.names) {
    if (out.size() < kNearMost && base::to_lower(name).find(letters) != std::string::npos)
      out.push_back(fmt::format("'{}'", name));
  }
  if (!out.empty()) return out;
  if (const auto near = base::suggest(search.pattern, search.names))
    out.push_back(fmt::format("'{}'", *near));
  return out;
}

}  // namespace

void say_no_match(const NoMatch& search, const Console& console) {
  const std::vector<std::string> near = names_near(search);
  const size_t count = search.names.size();
  console.error(
      {"",
       fmt::format("no {} matches '{}': searched the {} {}{} of {}, to the letter", search.kind,
                   search.pattern, count, search.kind, count == 1 ? "" : "s", search.where),
       fmt::format("{}* stands for any characters, ? for one; all of them: {}",
                   near.empty() ? "" : "did you mean " + base::join(near, ", ") + "? ", search.list_all)});
}

}  // namespace sb::cli
