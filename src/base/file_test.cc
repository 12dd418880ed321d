// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace sb::base {
namespace {

TEST(File, WhatIsNotThereIsNoError) {
  const auto text = read_file_if_any(testing::TempDir() + "/no/such/file");
  ASSERT_TRUE(text.ok());
  EXPECT_FALSE(text->has_value());
}

TEST(File, WhatIsThereAndNoFileIsAnErrorWithItsName) {
  const auto text = read_file_if_any(testing::TempDir());
  ASSERT_FALSE(text.ok());
  EXPECT_NE(text.error().message.find(testing::TempDir()), std::string::npos);
}

TEST(File, AReplacedFileHoldsTheNewTextForItsOwnerAlone) {
  const std::string path = testing::TempDir() + "/replaced";
  const std::string large(100000, 'x');
  ASSERT_TRUE(replace_private_file(path, "old").ok());
  ASSERT_TRUE(replace_private_file(path, large).ok());
  EXPECT_EQ(**read_file_if_any(path), large);
  struct stat found {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  std::filesystem::remove(path);
}

TEST(File, AFolderThatIsNotThereCannotBeWrittenTo) {
  EXPECT_FALSE(replace_private_file(testing::TempDir() + "/no/such/file", "x").ok());
}

}  // namespace
}  // namespace sb::base
