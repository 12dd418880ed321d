// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/log.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "cloud/store/file_size_limit.h"

namespace sb::cloud::store {
namespace {

using testing::HasSubstr;

constexpr size_t kHead = 24;

Changes put(const std::string& key, std::string value) {
  return {{{Table::kQueue, key, std::move(value), false}}, {}};
}

class LogTest : public testing::Test {
 protected:
  LogTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sb-log-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~LogTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/log"; }
  LogFile file() const { return {77, 1, path()}; }

  std::unique_ptr<Log> make() const {
    auto made = Log::make(file(), Fsync::kAlways);
    EXPECT_TRUE(made.ok());
    return std::move(*made);
  }

  // What is read, a line a change, or the error.
  std::string read() const {
    std::string out;
    const auto status = read_log(file(), [&](const LoggedChange& change) {
      const std::string name =
          change.is_numbered ? fmt::format("#{}", change.number) : std::string(change.key);
      out += fmt::format("{}.{}{}{};", change.table, name, change.erase ? "-" : "=", change.value);
      return base::Status{};
    });
    return status.ok() ? out : "error: " + status.error().message;
  }

  std::string content() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void set_content(const std::string& content) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << content;
  }

  // Three groups, as a process leaves them that is killed.
  std::string three_groups() const {
    auto log = make();
    for (const char* key : {"a", "b", "c"}) EXPECT_TRUE(log->append({put(key, "1")}).ok());
    return content();
  }

 private:
  std::string folder_;
};

TEST_F(LogTest, ChangesComeBackInTheirOrderWithEveryByte) {
  const std::string binary("\0\xff\n", 3);
  {
    auto log = make();
    Changes changes = put("a", "1");
    changes.writes.push_back({Table::kRule, "k\x1f", "", true});
    changes.numbered.push_back({NumberedTable::kMessage, false, 7, "head ", base::SharedText("rest")});
    changes.numbered.push_back({NumberedTable::kMessageState, true, ~uint64_t{0}, {}, {}});
    EXPECT_TRUE(log->append({changes}).ok());
    EXPECT_TRUE(log->append({put("", binary)}).ok());
  }
  EXPECT_EQ(read(), "5.a=1;2.k\x1f-;0.#7=head rest;1.#18446744073709551615-;5.=" + binary + ";");
}

TEST_F(LogTest, AGroupThatWasCutOffAnywhereIsLeftOutAndThoseBeforeItAreThere) {
  const std::string whole = three_groups();
  ASSERT_EQ(read(), "5.a=1;5.b=1;5.c=1;");
  const size_t group = (whole.size() - kHead) / 3;
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    set_content(whole.substr(0, bytes));
    const std::string expected = bytes < kHead + group       ? ""
                                 : bytes < kHead + 2 * group ? "5.a=1;"
                                                             : "5.a=1;5.b=1;";
    EXPECT_EQ(read(), expected) << bytes;
    // Room that the file got without what was to stand there.
    set_content(whole.substr(0, bytes) + std::string(whole.size() - bytes, '\0'));
    if (bytes > 0 && bytes < kHead) continue;
    EXPECT_EQ(read(), expected) << bytes;
  }
}

TEST_F(LogTest, AChangedByteAnywhereBeforeTheLastGroupIsAnErrorThatNamesTheFile) {
  const std::string whole = three_groups();
  const size_t group = (whole.size() - kHead) / 3;
  for (size_t at = 0; at < whole.size() - group; ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    set_content(changed);
    const bool is_name = at >= 8 && at < kHead;
    EXPECT_THAT(read(), HasSubstr(path() + (is_name ? " is a log of another store" : " is damaged"))) << at;
  }
}

TEST_F(LogTest, AfterAStopDamageToTheLastGroupIsFoundToo) {
  EXPECT_TRUE(make()->append({put("a", "marker")}).ok());
  std::string changed = content();
  changed[changed.find("marker")] = 'M';
  set_content(changed);
  EXPECT_THAT(read(), HasSubstr("is damaged"));
}

TEST_F(LogTest, AGroupForEachTurnAndAllOfThemWithOneCall) {
  make()->append({put("a", "1"), put("b", std::string(3 << 20, 'x')), put("c", "3")}).ok();
  EXPECT_EQ(read(), "5.a=1;5.b=" + std::string(3 << 20, 'x') + ";5.c=3;");
}

TEST_F(LogTest, WhatFindsNoRoomAmongManyGroupsTakesAllOfThemBack) {
  auto log = make();
  {
    const FileSizeLimit limit(2 << 20);
    EXPECT_FALSE(
        log->append({put("a", std::string(3 << 19, 'x')), put("b", std::string(3 << 19, 'x'))}).ok());
  }
  EXPECT_TRUE(log->append({put("c", "3")}).ok());
  log.reset();
  EXPECT_EQ(read(), "5.c=3;");
}

TEST_F(LogTest, OneThatCannotBeBegunLeavesNothing) {
  for (const rlim_t bytes : {0, 1, 10, 23}) {
    {
      const FileSizeLimit limit(bytes);
      EXPECT_FALSE(Log::make(file(), Fsync::kAlways).ok());
    }
    EXPECT_FALSE(std::filesystem::exists(path())) << bytes;
  }
  make();
  EXPECT_FALSE(Log::make(file(), Fsync::kAlways).ok()) << "it is in use";
}

TEST_F(LogTest, ALogOfAnotherStoreAndARenamedOneAreRefused) {
  three_groups();
  for (const LogFile& other : {LogFile{78, 1, path()}, LogFile{77, 2, path()}}) {
    const auto status = read_log(other, [](const LoggedChange&) { return base::Status{}; });
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr(path() + " is a log of another store"));
  }
}

TEST_F(LogTest, AGroupThatStandsWhereItWasNotWrittenIsNone) {
  const std::string whole = three_groups();
  const size_t group = (whole.size() - kHead) / 3;
  set_content(whole.substr(0, kHead + group) + whole.substr(kHead + 2 * group));
  EXPECT_EQ(read(), "5.a=1;");
}

TEST_F(LogTest, AFileOfAnotherKindIsAnErrorThatNamesIt) {
  set_content("this is no log at all");
  EXPECT_THAT(read(), HasSubstr(path() + " is damaged"));
  std::filesystem::remove(path());
  EXPECT_THAT(read(), HasSubstr("cannot read " + path()));
}

TEST_F(LogTest, AGroupThatFindsNoRoomIsToldAndTheNextOneTakesItsPlace) {
  auto log = make();
  EXPECT_TRUE(log->append({put("a", "1")}).ok());
  {
    const FileSizeLimit limit(64 * 1024);
    const auto status = log->append({put("b", std::string(1 << 20, 'x'))});
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr(path()));
    EXPECT_TRUE(log->append({put("c", "3")}).ok());
  }
  EXPECT_TRUE(log->append({put("d", "4")}).ok());
  log.reset();
  EXPECT_EQ(read(), "5.a=1;5.c=3;5.d=4;");
}

TEST_F(LogTest, KnowsWhenHalfOfItsMessagesAreErased) {
  auto log = make();
  EXPECT_TRUE(log->is_mostly_erased());
  const auto append = [&](uint64_t number, bool erase) {
    EXPECT_TRUE(log->append({{{}, {{NumberedTable::kMessage, erase, number, {}, {}}}}}).ok());
  };
  append(1, false);
  append(2, false);
  append(3, false);
  append(1, true);
  EXPECT_FALSE(log->is_mostly_erased());
  append(3, true);
  EXPECT_TRUE(log->is_mostly_erased());
}

}  // namespace
}  // namespace sb::cloud::store
