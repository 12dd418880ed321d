// SPDX-License-Identifier: Apache-2.0
// A pattern, a line end, an event: explain() says what the pattern says, gives a reason where it says no, and
// its JSON is JSON.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "json/reader.h"
#include "switchboard/explain.h"
#include "switchboard/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t cut = text.find('\n');
  if (cut == std::string_view::npos) return 0;
  const auto pattern = switchboard::Pattern::parse(text.substr(0, cut));
  if (!pattern) return 0;
  const auto matches = pattern.value().matches(text.substr(cut + 1));
  const auto explained = switchboard::explain(pattern.value(), text.substr(cut + 1));
  SB_CHECK(matches.ok() == explained.ok());
  if (!explained) return 0;
  SB_CHECK(explained.value().matches == matches.value());
  const auto json = switchboard::to_json(explained.value());
  SB_CHECK(json.ok() && sb::json::read(json.value()).ok());
  return 0;
}
