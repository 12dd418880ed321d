// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace sb::cli {

base::Status write_file(const std::string& path, const std::string& text, Existing existing) {
  std::error_code ignored;
  if (existing == Existing::kRefuse && std::filesystem::exists(path, ignored)) {
    return base::Error{"", fmt::format("{} exists already", path), "name another file, or give --force"};
  }
  errno = 0;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return base::Error{"", fmt::format("cannot write {}: {}", path, std::strerror(errno)), ""};
  return {};
}

}  // namespace sb::cli
