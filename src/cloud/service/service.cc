// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/service.h"

#include <fmt/format.h>

namespace sb::cloud::service {

std::string constraint_text(const std::string& value, const std::string& path,
                            const std::string& constraint) {
  return fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: {}",
                     value, path, constraint);
}

std::string make_key(std::initializer_list<std::string_view> parts) {
  size_t bytes = parts.size();
  for (const std::string_view part : parts) bytes += part.size();
  std::string out;
  out.reserve(bytes);
  for (const std::string_view part : parts) {
    if (!out.empty()) out += '\x1f';
    out += part;
  }
  return out;
}

}  // namespace sb::cloud::service
