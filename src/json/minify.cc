// SPDX-License-Identifier: Apache-2.0
#include "json/minify.h"

#include <simdjson.h>

#include "base/check.h"

namespace sb::json {

void append_minified(std::string& out, std::string_view text) {
  const size_t before = out.size();
  out.resize(before + text.size());
  size_t written = 0;
  const auto error = simdjson::minify(text.data(), text.size(), out.data() + before, written);
  SB_CHECK(error == simdjson::SUCCESS);
  out.resize(before + written);
}

std::string minify(std::string_view text) {
  std::string out;
  append_minified(out, text);
  return out;
}

}  // namespace sb::json
