// SPDX-License-Identifier: Apache-2.0
// Any text as an event: refused with a reason, or asked about patterns of every operator; a pattern and its
// negation never both match a single value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace {
sb::pattern::Pattern read(const char* text) { return *sb::pattern::parse(text).pattern; }
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto exists = read(R"({"a":[{"exists":true}]})");
  static const auto absent = read(R"({"a":[{"exists":false}]})");
  static const auto every = read(
      R"({"a":["x",1,null,{"prefix":"p"},{"suffix":"s"},{"wildcard":"a*b"},{"numeric":[">",0,"<=",5]},{"cidr":"10.0.0.0/8"},{"equals-ignore-case":"Q"},{"anything-but":["y"]}]})");
  const auto event = sb::pattern::read_event({reinterpret_cast<const char*>(data), size});
  if (!event.ok()) return 0;
  if (sb::pattern::matches(exists, *event.event) == sb::pattern::matches(absent, *event.event)) std::abort();
  (void)sb::pattern::matches(every, *event.event);
  return 0;
}
