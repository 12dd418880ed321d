// SPDX-License-Identifier: Apache-2.0
#include "cli/environment.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

namespace sb::cli {

spec::Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

spec::Environment fixed_environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto at = values.find(std::string(name));
    return at == values.end() ? std::nullopt : std::optional<std::string>(at->second);
  };
}

spec::Environment recording_environment(spec::Environment environment,
                                        std::map<std::string, std::optional<std::string>>& asked) {
  return [environment = std::move(environment), &asked](std::string_view name) {
    auto value = environment(name);
    asked[std::string(name)] = value;
    return value;
  };
}

std::optional<std::string> first_of(const spec::Environment& environment,
                                    std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (auto value = environment(name); value && !value->empty()) return value;
  }
  return std::nullopt;
}

base::Result<std::string> read_file(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return base::Error{"", fmt::format("cannot read {}: {}", path, std::strerror(EISDIR)), "name a file"};
  std::ifstream in(path, std::ios::binary);
  if (!in) return base::Error{"", fmt::format("cannot read {}: {}", path, std::strerror(errno)), ""};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

base::Result<std::string> read_private_file(const std::string& path) {
  const auto failed = [&] {
    return base::Error{"", fmt::format("cannot read {}: {}", path, std::strerror(errno)), ""};
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed();
  const auto close = [](const int* descriptor) { ::close(*descriptor); };
  const std::unique_ptr<const int, decltype(close)> closed(&file, close);
  struct stat status {};
  if (::fstat(file, &status) != 0) return failed();
  if (!S_ISREG(status.st_mode)) return base::Error{"", fmt::format("{} is not a plain file", path), ""};
  if ((status.st_mode & 077) != 0 || (status.st_uid != ::geteuid() && status.st_uid != 0)) {
    return base::Error{"",
                       fmt::format("{} holds secrets and others may read it or change it (mode {:04o})", path,
                                   status.st_mode & 07777),
                       fmt::format("chmod 600 {}", path)};
  }
  std::string out(static_cast<size_t>(status.st_size), '\0');
  const ssize_t count = ::read(file, out.data(), out.size());
  if (count < 0) return failed();
  out.resize(static_cast<size_t>(count));
  return out;
}

}  // namespace sb::cli
