// SPDX-License-Identifier: Apache-2.0
// Any text as an event pattern: refused with a reason and a place inside it, or accepted and asked about an
// event.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto event =
      sb::pattern::read_event(R"({"source":"a","detail":{"b":[1,"x",{"c":null}],"ip":"10.0.0.1"}})");
  const auto parsed = sb::pattern::parse(text);
  if (parsed.ok()) {
    (void)sb::pattern::matches(*parsed.pattern, *event.event);
  } else if (parsed.error.reason.empty()) {
    std::abort();
  }
  return 0;
}
