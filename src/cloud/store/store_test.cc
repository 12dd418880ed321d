// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include "cloud/store/checksum.h"
#include "cloud/store/file_size_limit.h"

namespace sb::cloud::store {
namespace {

using testing::HasSubstr;

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sb-store-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/cloud.db"; }
  std::unique_ptr<Store> open() {
    auto opened = Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); });
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }
  static std::string rows(Store& store, Table table) {
    std::string out;
    EXPECT_TRUE(store
                    .for_each(table,
                              [&](std::string_view key, std::string_view value) {
                                out += std::string(key) + "=" + std::string(value) + ";";
                              })
                    .ok());
    return out;
  }

  // A file may go while they are counted.
  uintmax_t bytes_in_folder() const {
    uintmax_t total = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      std::error_code gone;
      const uintmax_t bytes = file.file_size(gone);
      if (!gone) total += bytes;
    }
    return total;
  }

  static base::Status wait_until_durable(Store& store) {
    std::promise<base::Status> told;
    store.on_durable([&](const base::Status& status) { told.set_value(status); });
    return told.get_future().get();
  }

  void sql(const std::string& text) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  void make_first_version() {
    for (const char* table : kTableNames) {
      sql(fmt::format("CREATE TABLE {} (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID", table));
    }
    sql(R"(INSERT INTO queue VALUES (CAST('q' AS BLOB), CAST('{"name":"q"}' AS BLOB)))");
    sql(R"(INSERT INTO message VALUES (CAST('m' AS BLOB), CAST('{"body":"b"}' AS BLOB)))");
    sql("PRAGMA user_version=1");
  }

  // Changes the byte after the first place where `text` stands in the file.
  void change_byte_in_file(const std::string& text) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    const size_t at = all.find(text);
    ASSERT_NE(at, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(at + text.size()));
    file.put('~');
  }

 private:
  std::string folder_;
};

TEST_F(StoreTest, WhatWasDurableIsThereAgainInTheOrderOfItsKeys) {
  {
    auto store = open();
    store->put(Table::kQueue, "b", "2");
    store->put(Table::kQueue, "a", "1");
    store->put(Table::kQueue, "c", "3");
    store->erase(Table::kQueue, "c");
    store->put(Table::kQueue, "a", "one");
    store->put(Table::kRule, "a", "other table");
    std::promise<bool> durable;
    store->on_durable([&](const base::Status& status) { durable.set_value(status.ok()); });
    EXPECT_TRUE(durable.get_future().get());
  }
  auto again = open();
  EXPECT_EQ(rows(*again, Table::kQueue), "a=one;b=2;");
  EXPECT_EQ(rows(*again, Table::kRule), "a=other table;");
}

TEST_F(StoreTest, BinaryKeysAndValuesSurvive) {
  const std::string key("k\x1f\0y", 4);
  const std::string value("\0\xff\n", 3);
  {
    auto store = open();
    store->put(Table::kRule, key, value);
    store->drain();
  }
  auto again = open();
  EXPECT_EQ(rows(*again, Table::kRule), key + "=" + value + ";");
}

TEST_F(StoreTest, CallsBackAfterEveryWriteThatCameBefore) {
  auto store = open();
  std::atomic<int> done{0};
  for (int i = 0; i < 500; ++i) {
    store->put(NumberedTable::kMessage, store->next_number(), "x");
    store->on_durable([&](const base::Status& status) { done += status.ok() ? 1 : 0; });
  }
  store->drain();
  EXPECT_EQ(done, 500);
  EXPECT_EQ(store->writes(), 501u);  // one reserves the numbers
}

TEST_F(StoreTest, ACorruptFileIsAnErrorThatNamesIt) {
  std::ofstream(path()) << std::string(4096, 'x');
  auto opened = Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); });
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr(path()));
}

TEST_F(StoreTest, ASecondProcessOnOneFileIsRefused) {
  auto first = open();
  first->put(Table::kMeta, "a", "b");
  first->drain();
  EXPECT_FALSE(Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); }).ok());
}

TEST_F(StoreTest, ASecondProcessIsRefusedAlsoWhereTheFirstHasWrittenNothing) {
  open().reset();
  const auto first = open();
  const auto second = Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); });
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("is in use by another process"));
}

TEST_F(StoreTest, NumbersAreNotGivenTwiceWhereTheLogThatReservedThemIsLost) {
  uint64_t kept = 0;
  {
    auto store = open();
    kept = store->next_number();
    store->put(NumberedTable::kMessage, kept, "kept");
    store->drain();
  }
  open();
  sql("DELETE FROM meta WHERE key = CAST('numbers' AS BLOB)");
  EXPECT_GT(open()->next_number(), kept);
}

TEST_F(StoreTest, NumberedRowsComeBackByNumberAndNumbersAreNeverGivenTwice) {
  uint64_t last = 0;
  {
    auto store = open();
    const uint64_t first = store->next_number();
    store->put(NumberedTable::kMessage, first, "one");
    last = store->next_number();
    EXPECT_GT(last, first);
    store->put(NumberedTable::kMessage, last, "two");
    store->erase(NumberedTable::kMessage, last);
    store->drain();
  }
  auto again = open();
  std::string found;
  EXPECT_TRUE(again
                  ->for_each(NumberedTable::kMessage,
                             [&](uint64_t, std::string_view value) { found += std::string(value) + ";"; })
                  .ok());
  EXPECT_EQ(found, "one;");
  EXPECT_GT(again->next_number(), last);
}

TEST_F(StoreTest, ANumberedRowIsItsHeadAndWhatFollowsIt) {
  {
    auto store = open();
    const base::SharedText shared(std::string(2000, 's'));
    store->put(NumberedTable::kMessage, 1, "one:", shared);
    store->put(NumberedTable::kMessage, 2, "two:", shared);
    store->put(NumberedTable::kMessage, 3, "three");
    store->drain();
  }
  std::string found;
  EXPECT_TRUE(open()
                  ->for_each(NumberedTable::kMessage,
                             [&](uint64_t number, std::string_view value) {
                               found += fmt::format("{}={};", number, value);
                             })
                  .ok());
  const std::string rest(2000, 's');
  EXPECT_EQ(found, "1=one:" + rest + ";2=two:" + rest + ";3=three;");
}

TEST_F(StoreTest, LogsAreFoldedInBeforeTheyTakeMuchMoreThanTheRows) {
  auto store = open();
  constexpr int kMegabyte = 1024 * 1024;
  for (int i = 0; i < 260; ++i) {
    store->put(Table::kQueue, "the same", std::string(kMegabyte, static_cast<char>('a' + i % 26)));
    ASSERT_TRUE(wait_until_durable(*store).ok());
    // One log of 64 MiB is folded while the next is written; a machine that is busy elsewhere takes its time.
    for (int n = 0; n < 6000 && bytes_in_folder() >= 140u * kMegabyte; ++n)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_LT(bytes_in_folder(), 140u * kMegabyte);
  }
  store.reset();
  EXPECT_EQ(rows(*open(), Table::kQueue), "the same=" + std::string(kMegabyte, 'z') + ";");
  EXPECT_LT(bytes_in_folder(), 10u * kMegabyte);
}

TEST_F(StoreTest, ALogThatWasFoldedAndIsThereAgainIsNotFoldedAgain) {
  const auto write = [this](const char* value) {
    auto store = open();
    store->put(Table::kQueue, "q", value);
    store->drain();
  };
  write("old");
  const std::string log = path() + ".log.1";
  std::filesystem::copy_file(log, path() + ".kept");
  write("new");  // folds the first
  open();        // folds the second
  std::filesystem::rename(path() + ".kept", log);
  EXPECT_EQ(rows(*open(), Table::kQueue), "q=new;");
  EXPECT_FALSE(std::filesystem::exists(log));
}

TEST_F(StoreTest, ARowThatWasDamagedOnDiskIsFoundAndTheFileNamed) {
  {
    auto store = open();
    store->put(Table::kQueue, "q", std::string(2000, 'a'));
    store->drain();
  }
  open();  // folds it
  change_byte_in_file("aaaaaaaa");
  auto store = open();
  const auto status = store->for_each(Table::kQueue, [](std::string_view, std::string_view) {});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr(path()));
  EXPECT_THAT(status.error().message, HasSubstr("queue"));
}

TEST_F(StoreTest, ARowThatIsNoObjectIsFoundWhenObjectsAreAskedFor) {
  {
    auto store = open();
    store->put(Table::kQueue, "q", "[1]");
    store->drain();
  }
  auto store = open();
  const auto status = store->for_each_object(Table::kQueue, [](std::string_view, const json::Object&) {});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr(path()));
}

TEST_F(StoreTest, AFileOfTheFirstVersionIsBroughtUpToThisOne) {
  make_first_version();
  auto store = open();
  EXPECT_EQ(rows(*store, Table::kQueue), "q={\"name\":\"q\"};");
  EXPECT_EQ(rows(*store, Table::kMessage), "m={\"body\":\"b\"};");
  store.reset();
  EXPECT_EQ(rows(*open(), Table::kQueue), "q={\"name\":\"q\"};");
}

TEST_F(StoreTest, AFileOfTheSecondVersionIsBroughtUpWithTheLogOfAProcessThatWasKilled) {
  open().reset();
  sql("PRAGMA user_version=2; DELETE FROM meta; PRAGMA journal_mode=WAL");
  const std::string killed = path() + ".killed";
  {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    // The checksum of "{}" before it.
    const uint64_t checksum = checksum_of("{}");
    std::string blob;
    for (size_t i = 0; i < sizeof checksum; ++i) blob += fmt::format("{:02x}", (checksum >> (8 * i)) & 0xff);
    const std::string insert = "INSERT INTO queue VALUES (CAST('q' AS BLOB), x'" + blob + "7b7d')";
    EXPECT_EQ(sqlite3_exec(handle, insert.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    for (const char* end : {"", "-wal"}) std::filesystem::copy_file(path() + end, killed + end);
    sqlite3_close(handle);
  }
  for (const char* end : {"", "-wal"}) std::filesystem::rename(killed + end, path() + end);
  EXPECT_EQ(rows(*open(), Table::kQueue), "q={};");
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
  EXPECT_EQ(rows(*open(), Table::kQueue), "q={};");
}

TEST_F(StoreTest, AFileOfANewerVersionAndAnotherProgramsDatabaseAreRefused) {
  open().reset();
  sql("PRAGMA user_version=99");
  auto opened = Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); });
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("newer"));
  std::filesystem::remove(path());
  sql("CREATE TABLE orders (id INTEGER)");
  opened = Store::open(path(), Fsync::kAlways, [](std::function<void()> work) { work(); });
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("another program"));
}

TEST_F(StoreTest, WhatCannotBeWrittenIsToldAndWrittenOnceItCanBe) {
  auto store = open();
  store->put(Table::kQueue, "small", "s");
  store->drain();
  {
    const FileSizeLimit limit(64 * 1024);
    store->put(Table::kQueue, "large", std::string(1024 * 1024, 'x'));
    const base::Status status = wait_until_durable(*store);
    ASSERT_FALSE(status.ok());
    EXPECT_THAT(status.error().message, HasSubstr(path()));
    EXPECT_GT(store->backlog_bytes(), 1024u * 1024);
  }
  EXPECT_TRUE(wait_until_durable(*store).ok());
  EXPECT_EQ(store->backlog_bytes(), 0u);
  store.reset();
  EXPECT_THAT(rows(*open(), Table::kQueue), testing::StartsWith("large=xxx"));
}

TEST_F(StoreTest, WhatCouldNotBeWrittenIsTriedOnceMoreAtTheEnd) {
  auto store = open();
  store->put(Table::kQueue, "small", "s");
  store->drain();
  {
    const FileSizeLimit limit(64 * 1024);
    store->put(Table::kQueue, "large", std::string(10 * 1024 * 1024, 'x'));
    ASSERT_FALSE(wait_until_durable(*store).ok());
    EXPECT_TRUE(store->is_behind());
  }
  store.reset();
  EXPECT_THAT(rows(*open(), Table::kQueue), testing::StartsWith("large=xxx"));
}

TEST_F(StoreTest, WithoutAPathNothingIsKeptAndEverythingIsDurableAtOnce) {
  auto store = *Store::open("", Fsync::kAlways, [](std::function<void()> work) { work(); });
  store->put(Table::kMeta, "a", "b");
  bool durable = false;
  store->on_durable([&](const base::Status& status) { durable = status.ok(); });
  EXPECT_TRUE(durable);
}

}  // namespace
}  // namespace sb::cloud::store
