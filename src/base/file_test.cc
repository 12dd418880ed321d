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

TEST(File, OnlyAPlainFileIsReplaced) {
  const std::string pipe = testing::TempDir() + "/a-pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {pipe, testing::TempDir(), std::string("/dev/full")}) {
    const auto replaced = replace_private_file(path, "x");
    ASSERT_FALSE(replaced.ok()) << path;
    EXPECT_EQ(replaced.error().message, path + " is not a plain file");
  }
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove(pipe);
}

TEST(File, ALinkStaysAndLeadsToTheNewText) {
  const std::string file = testing::TempDir() + "/behind-a-link";
  const std::string link = testing::TempDir() + "/link";
  ASSERT_TRUE(replace_private_file(file, "old").ok());
  std::filesystem::create_symlink(file, link);
  ASSERT_TRUE(replace_private_file(link, "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(**read_file_if_any(file), "new");
  std::filesystem::remove(link);
  std::filesystem::remove(file);
}

TEST(Folder, IsMadeWithThoseAboveItAndMayBeThereAlready) {
  const std::string top = testing::TempDir() + "/made";
  for (const std::string& path : {top + "/a/b/", top + "/a/b", top}) {
    ASSERT_TRUE(make_folder(path).ok()) << path;
    EXPECT_TRUE(std::filesystem::is_directory(path));
    EXPECT_TRUE(sync_folder(path));
  }
  EXPECT_TRUE(make_folder(".").ok());
  std::filesystem::remove_all(top);
}

TEST(Folder, AFileInItsPlaceOrAboveItIsAnErrorWithItsName) {
  const std::string file = testing::TempDir() + "/no-folder";
  ASSERT_TRUE(replace_private_file(file, "x").ok());
  for (const std::string& path : {file, file + "/a", std::string()}) {
    const auto made = make_folder(path);
    ASSERT_FALSE(made.ok()) << path;
    EXPECT_NE(made.error().message.find(path), std::string::npos);
  }
  EXPECT_FALSE(sync_folder(file));
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace sb::base
