// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/folding.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <random>

#include "cloud/store/file_size_limit.h"
#include "cloud/store/log.h"

namespace sb::cloud::store {
namespace {

using testing::HasSubstr;

class FoldingTest : public testing::Test {
 protected:
  FoldingTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sb-fold-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    database_ = std::make_unique<Database>(path());
    EXPECT_TRUE(database_->open().ok());
  }
  ~FoldingTest() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string path() const { return folder_ + "/cloud.db"; }

  LogFile log_numbered(uint64_t number) const {
    return {database_->id(), number, fmt::format("{}.log.{}", path(), number)};
  }

  LogFile write_log(uint64_t number, const std::vector<Changes>& groups) const {
    const LogFile file = log_numbered(number);
    auto log = Log::make(file, Fsync::kAlways);
    EXPECT_TRUE(log.ok());
    for (const Changes& group : groups) EXPECT_TRUE((*log)->append({group}).ok());
    return file;
  }

  base::Status fold(const LogFile& log) const { return store::fold(*database_, log, false); }

  using Rows = std::map<std::string, std::string>;
  Rows rows() const {
    Rows out;
    for (const Table table : {Table::kQueue, Table::kRule}) {
      EXPECT_TRUE(database_
                      ->for_each(table,
                                 [&](std::string_view key, std::string_view value) {
                                   out[fmt::format("{}.{}", static_cast<int>(table), key)] = value;
                                 })
                      .ok());
    }
    for (const NumberedTable table : {NumberedTable::kMessage, NumberedTable::kMessageState}) {
      EXPECT_TRUE(database_
                      ->for_each(table,
                                 [&](uint64_t number, std::string_view value) {
                                   out[fmt::format("#{}.{}", static_cast<int>(table), number)] = value;
                                 })
                      .ok());
    }
    return out;
  }

  std::string folder_;
  std::unique_ptr<Database> database_;
};

Changes message(uint64_t number, bool erase, std::string text = "m") {
  return {{}, {{NumberedTable::kMessage, erase, number, std::move(text), {}}}};
}

// Changes of every kind to a few rows, and what is there after them.
class RandomChanges {
 public:
  explicit RandomChanges(unsigned seed) : random_(seed) {}

  Changes group() {
    Changes out;
    for (unsigned n = pick(8); n > 0; --n) add_change(out);
    return out;
  }

  // As a restart leaves numbers out.
  void jump() { base_ += 1 << 20; }

  std::map<std::string, std::string> rows;

 private:
  unsigned pick(unsigned end) { return static_cast<unsigned>(random_() % end); }

  void add_change(Changes& out) {
    const bool erase = pick(3) == 0;
    const std::string value = erase ? "" : fmt::format("v{}", ++last_);
    std::string name;
    if (pick(3) == 0) {
      const Table table = pick(2) == 0 ? Table::kQueue : Table::kRule;
      const std::string key = fmt::format("k{}", pick(10));
      name = fmt::format("{}.{}", static_cast<int>(table), key);
      out.writes.push_back({table, key, value, erase});
    } else {
      const NumberedTable table = pick(2) == 0 ? NumberedTable::kMessage : NumberedTable::kMessageState;
      // Most are about the newest rows, some about much older ones; any may be put again under its number.
      const uint64_t newest = pick(6) == 0 ? last_ / 9 : last_ / 3;
      const uint64_t number = base_ + 1 + newest + pick(12);
      name = fmt::format("#{}.{}", static_cast<int>(table), number);
      out.numbered.push_back({table, erase, number, value, {}});
    }
    if (erase) {
      rows.erase(name);
    } else {
      rows[name] = value;
    }
  }

  std::mt19937 random_;
  uint64_t base_ = 0;
  unsigned last_ = 0;
};

TEST_F(FoldingTest, ManyRandomLogsFoldedOneAfterTheOtherGiveTheRowsThatTheirChangesMake) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    RandomChanges changes(seed);
    for (uint64_t number = 1; number <= 5; ++number) {
      std::vector<Changes> groups;
      for (int n = 0; n < 20; ++n) groups.push_back(changes.group());
      ASSERT_TRUE(fold(write_log(number, groups)).ok());
      if (number % 2 == 0) changes.jump();
      ASSERT_EQ(rows(), changes.rows) << "seed " << seed << ", log " << number;
    }
    database_.reset();
    std::filesystem::remove(path());
    database_ = std::make_unique<Database>(path());
    ASSERT_TRUE(database_->open().ok());
  }
}

TEST_F(FoldingTest, AMessageErasedByTheEndOfTheLogNeverComesIntoTheDatabase) {
  const auto before = std::filesystem::file_size(path());
  std::vector<Changes> groups;
  for (uint64_t n = 1; n <= 100; ++n) groups.push_back(message(n, false, std::string(50'000, 'x')));
  for (uint64_t n = 1; n <= 100; ++n) groups.push_back(message(n, true));
  ASSERT_TRUE(fold(write_log(1, groups)).ok());
  EXPECT_EQ(rows(), Rows{});
  EXPECT_LE(std::filesystem::file_size(path()), before + 32'768);
}

TEST_F(FoldingTest, AFoldedLogIsRemovedAndItsNumberKept) {
  const LogFile log = write_log(7, {message(1, false)});
  ASSERT_TRUE(fold(log).ok());
  EXPECT_FALSE(std::filesystem::exists(log.path));
  EXPECT_EQ(*database_->last_folded(), 7u);
}

TEST_F(FoldingTest, ADamagedLogLeavesTheDatabaseAsItWasAndStays) {
  const LogFile log = write_log(1, {message(1, false), message(2, false), message(3, false)});
  {
    std::fstream file(log.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(24 + 40);
    file.put('~');
  }
  const auto status = fold(log);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("cannot fold " + log.path));
  EXPECT_THAT(status.error().message, HasSubstr("is damaged"));
  EXPECT_THAT(status.error().hint, testing::Not(HasSubstr("nothing is lost")));
  EXPECT_EQ(rows(), Rows{});
  EXPECT_TRUE(std::filesystem::exists(log.path));
}

TEST_F(FoldingTest, OneThatFindsNoRoomLeavesTheDatabaseAsItWasAndIsWholeTheNextTime) {
  std::vector<Changes> groups;
  for (uint64_t n = 1; n <= 40; ++n) groups.push_back(message(n, false, std::string(1'000'000, 'x')));
  const LogFile log = write_log(1, groups);  // more than the pages that are kept in memory
  {
    const FileSizeLimit limit(30'000'000);
    const auto status = fold(log);
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr("cannot fold " + log.path));
    EXPECT_THAT(status.error().hint, HasSubstr("nothing is lost"));
  }
  EXPECT_EQ(rows(), Rows{});
  ASSERT_TRUE(fold(log).ok());
  EXPECT_EQ(rows().size(), 40u);
}

TEST_F(FoldingTest, TheWantOfRoomIsToldWithHowMuchItTakesBeforeAnythingIsWritten) {
  std::vector<Changes> groups;
  for (uint64_t n = 1; n <= 20; ++n) groups.push_back(message(n, false, std::string(1'000'000, 'x')));
  const LogFile log = write_log(1, groups);
  const auto fold_with = [&](uint64_t room) {
    return store::fold(*database_, log, false, [room](const std::string&) { return room; });
  };
  const auto status = fold_with(10 << 20);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("that takes 24 MB, and the disk has 10 MB left"));
  EXPECT_EQ(rows(), Rows{});
  ASSERT_TRUE(fold_with(25 << 20).ok());
}

TEST_F(FoldingTest, RowsThatWereThereTakeRoomForTheJournalToo) {
  std::vector<Changes> put, erase;
  for (uint64_t n = 1; n <= 1000; ++n) put.push_back(message(n, false, std::string(20'000, 'x')));
  for (uint64_t n = 1; n <= 1000; ++n) erase.push_back(message(n, true));
  ASSERT_TRUE(fold(write_log(1, put)).ok());
  const LogFile log = write_log(2, erase);
  const auto status = store::fold(*database_, log, false, [](const std::string&) { return 8 << 20; });
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("that takes 20 MB"));
  EXPECT_EQ(rows().size(), 1000u);
}

TEST_F(FoldingTest, OnlyTheLastValueOfAKeyTakesRoom) {
  std::vector<Changes> groups;
  for (int n = 0; n < 50; ++n)
    groups.push_back({{{Table::kQueue, "k", std::string(1'000'000, 'x'), false}}, {}});
  groups.push_back({{{Table::kQueue, "k", "", true}}, {}});
  const LogFile log = write_log(1, groups);
  EXPECT_TRUE(store::fold(*database_, log, false, [](const std::string&) { return 6 << 20; }).ok());
}

TEST_F(FoldingTest, OneThatBreaksOffBetweenTwoTransactionsIsFoldedWholeTheNextTime) {
  std::vector<Changes> put, change;
  for (uint64_t n = 1; n <= 6000; ++n) put.push_back(message(n, false));
  ASSERT_TRUE(fold(write_log(1, put)).ok());
  for (uint64_t n = 1; n <= 6000; ++n) change.push_back(message(n, n % 2 == 0, "changed"));
  change.push_back(message(6001, false, std::string(40'000'000, 'x')));
  const LogFile log = write_log(2, change);
  {
    const FileSizeLimit limit(20'000'000);
    ASSERT_FALSE(fold(log).ok());
  }
  EXPECT_LT(rows().size(), 6000u) << "the first part is there";
  EXPECT_EQ(*database_->last_folded(), 1u);
  ASSERT_TRUE(fold(log).ok());
  const Rows after = rows();
  EXPECT_EQ(after.size(), 3001u);
  EXPECT_EQ(after.at("#0.1"), "changed");
  EXPECT_FALSE(after.contains("#0.6000"));
}

TEST_F(FoldingTest, OneThatIsStoppedLeavesTheDatabaseAsItWasAndTheLog) {
  const LogFile log = write_log(1, {message(1, false)});
  EXPECT_FALSE(store::fold(*database_, log, true).ok());
  EXPECT_EQ(rows(), Rows{});
  EXPECT_TRUE(std::filesystem::exists(log.path));
}

TEST_F(FoldingTest, InTheBackgroundALogIsFoldedOnceItCanBeAndWhyNotIsToldOnce) {
  std::atomic<int> told{0};
  Folding folding(*database_, [&](const base::Error&) { ++told; });
  folding.start(log_numbered(1));  // it is not there
  const auto wait_for = [](const auto& done) {
    for (int n = 0; n < 1000 && !done(); ++n) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return done();
  };
  EXPECT_TRUE(wait_for([&] { return told == 1; }));
  EXPECT_TRUE(folding.is_busy());
  EXPECT_TRUE(folding.trouble());
  write_log(1, {message(1, false)});
  EXPECT_TRUE(wait_for([&] { return !folding.is_busy(); }));
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(folding.trouble());
  EXPECT_EQ(rows(), (Rows{{"#0.1", "m"}}));
}

}  // namespace
}  // namespace sb::cloud::store
