// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>

#include <cmath>

namespace sb::cli {
namespace {

constexpr size_t kWidth = 30;
constexpr base::Milliseconds kTooShort{500};

}  // namespace

std::string progress_line(std::string_view label, size_t done, size_t total, base::Milliseconds elapsed) {
  const size_t filled = total == 0 ? kWidth : done * kWidth / total;
  std::string out = fmt::format("{} [{}{}] {}/{}", label, std::string(filled, '#'),
                                std::string(kWidth - filled, '.'), done, total);
  if (elapsed < kTooShort || done == 0) return out;
  const double rate = static_cast<double>(done) * 1000 / static_cast<double>(elapsed.count());
  out += fmt::format("  {:.1f}/s", rate);
  if (done == total) return out;
  const auto left = static_cast<int64_t>(std::ceil(static_cast<double>(total - done) / rate));
  return out + fmt::format("  {}:{:02} left", left / 60, left % 60);
}

Progress::Progress(const Console& console, std::string label, size_t total)
    : console_(console), label_(std::move(label)), began_(clock_.now()) {
  if (total > 0) show(0, total);
}

Progress::~Progress() {
  if (open_) console_.progress_line("", true);
}

void Progress::show(size_t done, size_t total) {
  open_ = done < total;
  console_.progress_line(progress_line(label_, done, total, clock_.now() - began_), !open_);
}

}  // namespace sb::cli
