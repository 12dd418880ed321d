// SPDX-License-Identifier: Apache-2.0
#include "cli/line_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/encoding.h"

namespace sb::cli {

namespace {

constexpr size_t kCompressedBytes = 256 * 1024;
constexpr int kGzipWindow = 15 + 16;  // zlib's largest window, gzip framing only
constexpr std::string_view kGzipMagic = "\x1f\x8b";

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

struct LineInput::File {
  std::string path;
  int descriptor = -1;
  bool started = false;
  bool over = false;
  bool gzip = false;
  bool in_member = false;  // inside one of the gzip streams that the file is made of
  z_stream inflater{};
  std::string compressed;  // read, not yet inflated
  std::string rest;        // the beginning of a line whose end was not read yet
  size_t lines = 0;
  std::optional<base::Error> fault;  // why nothing more can be read

  ~File() {
    if (gzip) inflateEnd(&inflater);
    if (descriptor >= 0) ::close(descriptor);
  }

  base::Error error(std::string_view reason) const { return {"", fmt::format("{}: {}", path, reason), ""}; }

  // Appends what one read gives, `bytes` at most.
  base::Result<void> read_raw(std::string& text, size_t bytes) {
    const size_t before = text.size();
    text.resize(before + bytes);
    ssize_t got = 0;
    do {
      got = ::read(descriptor, text.data() + before, bytes);
    } while (got < 0 && errno == EINTR);
    text.resize(before + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) return error(std::strerror(errno));
    over = got == 0;
    return {};
  }

  // Looks what kind of file it is. Two bytes may take two reads.
  base::Result<void> start() {
    started = true;
    while (!over && compressed.size() < kGzipMagic.size()) {
      if (auto read = read_raw(compressed, kCompressedBytes); !read) return read;
    }
    gzip = compressed.starts_with(kGzipMagic);
    if (gzip && inflateInit2(&inflater, kGzipWindow) != Z_OK) {
      gzip = false;
      return error("out of memory");
    }
    in_member = gzip;
    return {};
  }

  base::Result<void> read(std::string& text, size_t bytes) {
    if (!started) {
      if (auto begun = start(); !begun) return begun;
      if (!gzip) {
        text += compressed;
        compressed.clear();
        return {};
      }
    } else if (!gzip) {
      return read_raw(text, bytes);
    }
    if (compressed.empty() && !over) {
      if (auto read = read_raw(compressed, kCompressedBytes); !read) return read;
    }
    if (over && compressed.empty()) {
      if (in_member) return error("the gzip data ends too early");
      return {};
    }
    return inflate_all(text);
  }

  // Inflates all that was read.
  base::Result<void> inflate_all(std::string& text) {
    inflater.next_in = reinterpret_cast<Bytef*>(compressed.data());
    inflater.avail_in = static_cast<uInt>(compressed.size());
    std::array<char, 64 * 1024> out;
    do {
      if (!in_member) inflateReset(&inflater);
      in_member = true;
      inflater.next_out = reinterpret_cast<Bytef*>(out.data());
      inflater.avail_out = out.size();
      const int code = inflate(&inflater, Z_NO_FLUSH);
      text.append(out.data(), out.size() - inflater.avail_out);
      if (code == Z_STREAM_END) in_member = false;
      if (code == Z_MEM_ERROR) return error("out of memory");
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return error("damaged gzip data");
    } while (inflater.avail_in > 0 || (in_member && inflater.avail_out == 0));
    compressed.clear();
    return {};
  }
};

LineInput::LineInput(std::unique_ptr<File> file) : file_(std::move(file)) {}
LineInput::LineInput(LineInput&&) noexcept = default;
LineInput::~LineInput() = default;

base::Result<LineInput> LineInput::open(const std::string& path) {
  auto file = std::make_unique<File>();
  file->path = path;
  file->descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file->descriptor < 0) return file->error(std::strerror(errno));
  return LineInput(std::move(file));
}

base::Result<LineBlock> LineInput::next(size_t bytes) {
  if (file_->fault) return *file_->fault;
  LineBlock block;
  block.text = std::make_unique<std::string>(std::move(file_->rest));
  file_->rest.clear();
  std::string& text = *block.text;
  for (size_t end = std::string::npos; !file_->over && end == std::string::npos;) {
    const size_t before = text.size();
    if (auto read = file_->read(text, bytes); !read) {
      text.resize(text.rfind('\n') + 1);  // what is whole goes out first
      if (text.empty()) return read.error();
      file_->fault = read.error();
      break;
    }
    const size_t newline = std::string_view(text).substr(before).rfind('\n');
    if (file_->over || newline == std::string_view::npos) continue;
    end = before + newline + 1;
    file_->rest = text.substr(end);
    text.resize(end);
  }
  if (file_->lines == 0) text.erase(0, text.size() - base::without_byte_order_mark(text).size());
  block.last = file_->over && !file_->fault;
  for (std::string_view left = text; !left.empty();) {
    const size_t newline = left.find('\n');
    const std::string_view line = left.substr(0, newline);
    ++file_->lines;
    if (!is_blank(line)) block.lines.push_back({file_->lines, line});
    left.remove_prefix(newline == std::string_view::npos ? left.size() : newline + 1);
  }
  return block;
}

}  // namespace sb::cli
