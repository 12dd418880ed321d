// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace sb::cli {

// A folder of its own where temporary things belong ($TMPDIR, else /tmp), removed with all in it when this
// goes.
class ScratchFolder {
 public:
  // Error: where it was to be made, why it cannot be, and how to choose another place.
  static base::Result<std::unique_ptr<ScratchFolder>> make(const std::string& name);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

}  // namespace sb::cli
