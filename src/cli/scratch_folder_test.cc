// SPDX-License-Identifier: Apache-2.0
#include "cli/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace sb::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// $TMPDIR is another for as long as it lives.
class Tmpdir {
 public:
  explicit Tmpdir(const char* folder) {
    if (const char* value = getenv("TMPDIR")) before_ = value;
    setenv("TMPDIR", folder, 1);
  }
  ~Tmpdir() { before_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST(ScratchFolder, GoesWithAllThatIsInIt) {
  std::string path;
  {
    const auto folder = ScratchFolder::make("scratch-test");
    ASSERT_TRUE(folder.ok());
    path = (*folder)->path();
    std::filesystem::create_directories(path + "/a/b");
    std::ofstream(path + "/a/b/file") << "text";
    ASSERT_TRUE(std::filesystem::exists(path + "/a/b/file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchFolder, StandsWhereTmpdirSays) {
  const auto outer = ScratchFolder::make("scratch-test");
  ASSERT_TRUE(outer.ok());
  const Tmpdir chosen((*outer)->path().c_str());
  const auto inner = ScratchFolder::make("inner");
  ASSERT_TRUE(inner.ok());
  EXPECT_THAT((*inner)->path(), StartsWith((*outer)->path() + "/inner-"));
}

TEST(ScratchFolder, SaysWhereItCannotBeAndHowToChooseAnotherPlace) {
  const Tmpdir chosen("/nonexistent");
  const auto folder = ScratchFolder::make("scratch-test");
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.error().message,
            "cannot make a temporary folder in /nonexistent: No such file or directory");
  EXPECT_THAT(folder.error().hint, HasSubstr("TMPDIR="));
}

}  // namespace
}  // namespace sb::cli
