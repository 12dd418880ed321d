// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/logs.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace {
std::atomic<bool> disk_is_failing{false};
}

// In place of the library's, for the logs under test.
extern "C" int fdatasync(int descriptor) {
  if (!disk_is_failing) return static_cast<int>(syscall(SYS_fdatasync, descriptor));
  errno = EIO;
  return -1;
}

namespace sb::cloud::store {
namespace {

using testing::HasSubstr;

class LogsTest : public testing::Test {
 protected:
  LogsTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sb-logs-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    open();
  }
  ~LogsTest() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  std::string path() const { return folder_ + "/cloud.db"; }
  std::string log(int number) const { return fmt::format("{}.log.{}", path(), number); }

  void open() {
    database_ = std::make_unique<Database>(path());
    ASSERT_TRUE(database_->open().ok());
  }
  void close() {
    logs_.reset();
    database_.reset();
  }

  // As a start does.
  base::Status take_up(LogLimits limits = {}, Fsync fsync = Fsync::kAlways) {
    logs_ = std::make_unique<Logs>(*database_, fsync, limits,
                                   [this](const base::Error& error) { complaint_ = error.message; });
    return logs_->take_up();
  }

  base::Status put(const std::string& key, const std::string& value) {
    return logs_->append({{{{Table::kQueue, key, value, false}}, {}}});
  }
  base::Status put_message(uint64_t number, bool erase = false) {
    return logs_->append({{{}, {{NumberedTable::kMessage, erase, number, std::string(100'000, 'x'), {}}}}});
  }

  // A log of its own for each.
  void write_logs(const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
      ASSERT_TRUE(take_up({0, 0}).ok());
      ASSERT_TRUE(put(key, "1").ok());
      wait_until(
          [&] { return !std::filesystem::exists(log(static_cast<int>(*database_->last_folded()) + 1)); });
    }
  }

  template <class Condition>
  static void wait_until(Condition met) {
    for (int n = 0; n < 2000 && !met(); ++n) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_TRUE(met());
  }

  std::set<std::string> files() const {
    std::set<std::string> out;
    for (const auto& file : std::filesystem::directory_iterator(folder_))
      out.insert(file.path().filename().string());
    return out;
  }

  std::string queues() {
    std::string out;
    EXPECT_TRUE(
        database_->for_each(Table::kQueue, [&](std::string_view key, std::string_view) { out += key; }).ok());
    return out;
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Logs> logs_;
  std::string folder_;
  std::string complaint_;
};

TEST_F(LogsTest, AStartFoldsWhatIsLeftAndTheNextLogHasTheNextNumber) {
  ASSERT_TRUE(take_up().ok());
  EXPECT_EQ(files(), (std::set<std::string>{"cloud.db", "cloud.db-journal"})) << "nothing is written yet";
  ASSERT_TRUE(put("a", "1").ok());
  EXPECT_TRUE(files().contains("cloud.db.log.1"));
  ASSERT_TRUE(take_up().ok());
  EXPECT_EQ(queues(), "a");
  EXPECT_FALSE(files().contains("cloud.db.log.1"));
  ASSERT_TRUE(put("b", "1").ok());
  EXPECT_TRUE(files().contains("cloud.db.log.2"));
}

TEST_F(LogsTest, FilesOfOtherNamesAreNoLogs) {
  for (const char* other : {".log.", ".log.x", ".log.-1", ".log.05", ".log.+5", ".log.0"})
    std::ofstream(path() + other) << "not a log";
  EXPECT_TRUE(take_up().ok());
  EXPECT_TRUE(files().contains("cloud.db.log.05"));
}

TEST_F(LogsTest, AMissingLogIsAnErrorThatNamesItAndAnEmptyFileInItsPlaceGoesOnWithoutIt) {
  ASSERT_TRUE(take_up().ok());
  ASSERT_TRUE(put("a", "1").ok());
  logs_.reset();
  std::filesystem::rename(log(1), folder_ + "/away");
  // As a process writes it that does not know.
  ASSERT_TRUE((*Log::make({database_->id(), 2, log(2)}, Fsync::kAlways))
                  ->append({{{{Table::kQueue, "b", "1", false}}, {}}})
                  .ok());
  const auto status = take_up();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr(log(1) + " is missing"));
  EXPECT_EQ(queues(), "");
  std::ofstream(log(1)) << "";
  ASSERT_TRUE(take_up().ok());
  EXPECT_EQ(queues(), "b");
}

TEST_F(LogsTest, TheLogOfADatabaseThatIsGoneIsRefusedAndKept) {
  ASSERT_TRUE(take_up().ok());
  ASSERT_TRUE(put("a", "1").ok());
  close();
  std::filesystem::remove(path());
  open();
  const auto status = take_up();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("is a log of another store"));
  EXPECT_TRUE(files().contains("cloud.db.log.1"));
}

TEST_F(LogsTest, AfterASyncThatFailedTheLogIsFoldedAndTheNextOneGoesOn) {
  ASSERT_TRUE(take_up({}, Fsync::kInterval).ok());
  ASSERT_TRUE(put("a", "1").ok());
  disk_is_failing = true;
  const auto status = logs_->sync();
  disk_is_failing = false;
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("cannot sync " + log(1)));
  EXPECT_TRUE(logs_->is_on_disk()) << "nothing is left to sync in a log that nobody writes any more";
  ASSERT_TRUE(put("b", "1").ok());
  EXPECT_TRUE(files().contains("cloud.db.log.2"));
  wait_until([&] { return !files().contains("cloud.db.log.1"); });
  ASSERT_TRUE(take_up().ok());
  EXPECT_EQ(queues(), "ab");
}

TEST_F(LogsTest, WhereSyncsFailTimeAndAgainWritersAreToldUntilTheLogBeforeIsFolded) {
  ASSERT_TRUE(take_up({}, Fsync::kInterval).ok());
  ASSERT_TRUE(put("a", "1").ok());
  std::filesystem::rename(log(1), folder_ + "/away");  // it cannot be folded until it is back
  disk_is_failing = true;
  EXPECT_FALSE(logs_->sync().ok());
  disk_is_failing = false;
  ASSERT_TRUE(put("b", "1").ok());
  disk_is_failing = true;
  EXPECT_FALSE(logs_->sync().ok());
  disk_is_failing = false;
  const auto status = put("c", "1");
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr(log(2) + " could not be brought to the disk"));
  std::filesystem::rename(folder_ + "/away", log(1));
  wait_until([&] { return put("c", "1").ok(); });
  ASSERT_TRUE(take_up().ok());
  EXPECT_EQ(queues(), "abc");
}

TEST_F(LogsTest, ALogIsFoldedFromItsLimitOnOnceHalfOfItsMessagesAreErased) {
  ASSERT_TRUE(take_up({1'000'000, 1'000'000'000}).ok());
  for (uint64_t n = 1; n <= 20; ++n) ASSERT_TRUE(put_message(n).ok());
  EXPECT_TRUE(files().contains("cloud.db.log.1"));
  for (uint64_t n = 1; n <= 10; ++n) ASSERT_TRUE(put_message(n, true).ok());
  wait_until([&] { return !files().contains("cloud.db.log.1"); });
}

TEST_F(LogsTest, ALogIsFoldedFromItsUpperLimitOnInAnyCase) {
  ASSERT_TRUE(take_up({1'000'000, 2'000'000}).ok());
  for (uint64_t n = 1; n <= 21; ++n) ASSERT_TRUE(put_message(n).ok());
  wait_until([&] { return !files().contains("cloud.db.log.1"); });
  ASSERT_TRUE(put_message(22).ok());
  EXPECT_TRUE(files().contains("cloud.db.log.2"));
}

TEST_F(LogsTest, WhereALogCannotBeFoldedTheNextOneGrowsToTwiceItsLimitAndThenWritersAreTold) {
  ASSERT_TRUE(take_up({1'000'000, 2'000'000}).ok());
  for (uint64_t n = 1; n <= 19; ++n) ASSERT_TRUE(put_message(n).ok());
  std::filesystem::remove(log(1));  // the open file stays
  ASSERT_TRUE(put_message(20).ok());
  ASSERT_TRUE(put_message(21).ok());
  wait_until([&] { return !complaint_.empty(); });
  EXPECT_THAT(complaint_, HasSubstr("cannot fold " + log(1)));
  base::Status status;
  uint64_t written = 21;
  while (status.ok() && written < 100) status = put_message(++written);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("cannot fold " + log(1)));
  EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(log(2))), 4'000'000, 200'000);
}

}  // namespace
}  // namespace sb::cloud::store
