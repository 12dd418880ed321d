// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

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

Status replace_private_file(const std::string& path, std::string_view text) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // made with mode 0600
  if (file.get() < 0) return system_error("write", path);
  if (write_all(file.get(), text) && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const Error error = system_error("write", path);
  ::unlink(temporary.c_str());
  return error;
}

}  // namespace sb::base
