// SPDX-License-Identifier: Apache-2.0
#include "cli/environment.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/encoding.h"
#include "cli/options.h"
#include "cli/suggested_command.h"

namespace sb::cli {
namespace {

base::Error unreadable(const std::string& path, int reason) {
  return {"", fmt::format("{}: {}", path, std::strerror(reason)), ""};
}

base::Result<std::string> read_whole(int descriptor, const std::string& path) {
  std::string out;
  char part[65536];
  for (;;) {
    const ssize_t count = ::read(descriptor, part, sizeof part);
    if (count == 0) return out;
    if (count < 0 && errno != EINTR) return unreadable(path, errno);
    if (count > 0) out.append(part, static_cast<size_t>(count));
  }
}

base::Result<std::string> open_and_read(const std::string& path) {
  if (path == "-") return read_whole(STDIN_FILENO, path);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unreadable(path, errno);
  auto text = read_whole(file, path);
  ::close(file);
  return text;
}

}  // namespace

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

base::Status check_readable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return unreadable(path, EISDIR);
  const std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(path, errno);
  return {};
}

base::Result<std::string> read_file(const std::string& path) {
  auto text = open_and_read(path);
  return text ? std::string(base::without_byte_order_mark(*text)) : text;
}

base::Result<std::string> read_spec_file(const std::string& path) {
  auto text = read_file(path);
  std::error_code ignored;
  if (text.ok() || path != StackOptions{}.file || std::filesystem::exists(path, ignored)) return text;
  base::Error error = text.error();
  error.hint = "name the spec with -f, or write one: " + to_paste({}, {"init", "", {}});
  return error;
}

base::Result<std::string> read_private_file(const std::string& path) {
  const auto failed = [&] { return unreadable(path, errno); };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed();
  const auto close = [](const int* descriptor) { ::close(*descriptor); };
  const std::unique_ptr<const int, decltype(close)> closed(&file, close);
  struct stat status {};
  if (::fstat(file, &status) != 0) return failed();
  if (!S_ISREG(status.st_mode))
    return base::Error{
        "", fmt::format("{}: {}", path, S_ISDIR(status.st_mode) ? std::strerror(EISDIR) : "not a plain file"),
        ""};
  if ((status.st_mode & 077) != 0 || (status.st_uid != ::geteuid() && status.st_uid != 0)) {
    return base::Error{"",
                       fmt::format("{} holds secrets and others may read it or change it (mode {:04o})", path,
                                   status.st_mode & 07777),
                       fmt::format("chmod 600 {}", path)};
  }
  return read_whole(file, path);
}

}  // namespace sb::cli
