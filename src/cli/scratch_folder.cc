// SPDX-License-Identifier: Apache-2.0
#include "cli/scratch_folder.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sb::cli {

base::Result<std::unique_ptr<ScratchFolder>> ScratchFolder::make(const std::string& name) {
  const char* chosen = std::getenv("TMPDIR");
  const std::string parent = chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
  std::string path = (std::filesystem::path(parent) / (name + "-XXXXXX")).string();
  if (mkdtemp(path.data()) == nullptr) {
    return base::Error{"",
                       fmt::format("cannot make a temporary folder in {}: {}", parent, std::strerror(errno)),
                       "name a folder that can be written to: TMPDIR=FOLDER"};
  }
  return std::unique_ptr<ScratchFolder>(new ScratchFolder(std::move(path)));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sb::cli
