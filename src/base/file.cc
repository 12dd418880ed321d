// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace sb::base {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

Error system_error(const char* what, const std::string& path) {
  return {"", fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)), ""};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<size_t>(count));
  }
  return ::fsync(fd) == 0;
}

}  // namespace

Result<std::optional<std::string>> read_file_if_any(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>{};
    return system_error("read", path);
  }
  std::string text;
  char part[16384];
  for (;;) {
    const ssize_t count = ::read(file.get(), part, sizeof part);
    if (count == 0) return std::optional(std::move(text));
    if (count < 0 && errno != EINTR) return system_error("read", path);
    if (count > 0) text.append(part, static_cast<size_t>(count));
  }
}

Status check_plain_file_if_any(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) return {};
  return Error{"", fmt::format("{} is not a plain file", path), "name another file"};
}

Status replace_private_file(const std::string& path, std::string_view text) {
  if (auto plain = check_plain_file_if_any(path); !plain) return plain;
  std::error_code unresolved;
  const std::string target = std::filesystem::weakly_canonical(path, unresolved);
  if (unresolved) return Error{"", fmt::format("cannot write {}: {}", path, unresolved.message()), ""};
  std::string temporary = target + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // made with mode 0600
  if (file.get() < 0) return system_error("write", path);
  if (write_all(file.get(), text) && std::rename(temporary.c_str(), target.c_str()) == 0) return {};
  const Error error = system_error("write", path);
  ::unlink(temporary.c_str());
  return error;
}

bool sync_folder(const std::string& path) {
  const Descriptor folder(::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

Status make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0)
    return sync_folder(std::filesystem::path(path).parent_path()) ? Status{} : system_error("make", path);
  if (errno == ENOENT) {
    const std::string above = std::filesystem::path(path).parent_path();
    if (above.empty() || above == path) return system_error("make", path);
    const Status made = make_folder(above);
    return made ? make_folder(path) : made;
  }
  std::error_code error;
  if (errno == EEXIST && std::filesystem::is_directory(path, error)) return {};
  return system_error("make", path);
}

}  // namespace sb::base
