// SPDX-License-Identifier: Apache-2.0
#include "json/minify.h"

#include <simdjson.h>

#include "base/check.h"

namespace sb::json {

std::string minify(std::string_view text) {
  std::string out(text.size(), '\0');
  size_t written = 0;
  const auto error = simdjson::minify(text.data(), text.size(), out.data(), written);
  SB_CHECK(error == simdjson::SUCCESS);
  out.resize(written);
  return out;
}

}  // namespace sb::json
