// SPDX-License-Identifier: Apache-2.0
// Routes events, one a line on standard input, by rules that a second thread changes meanwhile.
#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <utility>

#include "switchboard/matcher.h"
#include "switchboard/pattern.h"

namespace {

// All rules become visible at once, or none does.
bool load(switchboard::Matcher& matcher) {
  switchboard::Changes changes;
  for (const auto& [id, pattern] :
       {std::pair{"support", R"({"detail":{"queue":{"name":["General Support"]}}})"},
        std::pair{"voice", R"({"detail":{"mediaType":[{"equals-ignore-case":"voice"}]}})"},
        std::pair{"long", R"({"detail":{"seconds":[{"numeric":[">",600]}]}})"}}) {
    if (const auto added = changes.add(id, pattern); !added) {
      std::cerr << id << ": " << added.error().message << " " << added.error().hint << "\n";
      return false;
    }
  }
  return matcher.apply(std::move(changes)).ok();
}

}  // namespace

int main() {
  switchboard::Matcher matcher;
  if (!load(matcher)) return 1;

  // Rules may come and go while others match; nobody waits.
  std::atomic<bool> over{false};
  std::thread operator_at_work([&] {
    while (!over) {
      if (!matcher.add("trial", R"({"detail":{"trial":[true]}})")) break;
      if (!matcher.remove("trial")) break;
    }
  });

  // One Reader a thread: it owns the memory that matching needs.
  switchboard::Reader reader(matcher);
  int refused = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const auto matches = reader.match(line);
    if (!matches) {
      const switchboard::Error& error = matches.error();
      std::cerr << "not an event: " << error.reason << " (line " << error.line << ", column " << error.column
                << ")\n";
      ++refused;
      continue;
    }
    for (const std::string_view id : matches.value()) std::cout << id << " ";
    std::cout << "\n";
  }
  over = true;
  operator_at_work.join();
  return refused == 0 ? 0 : 2;
}
