// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>

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
    store->put(Table::kMeta, key, value);
    store->drain();
  }
  auto again = open();
  EXPECT_EQ(rows(*again, Table::kMeta), key + "=" + value + ";");
}

TEST_F(StoreTest, CallsBackAfterEveryWriteThatCameBefore) {
  auto store = open();
  std::atomic<int> done{0};
  for (int i = 0; i < 500; ++i) {
    store->put(Table::kMessage, std::to_string(i), "x");
    store->on_durable([&](const base::Status& status) { done += status.ok() ? 1 : 0; });
  }
  store->drain();
  EXPECT_EQ(done, 500);
  EXPECT_EQ(store->writes(), 500u);
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

TEST_F(StoreTest, WithoutAPathNothingIsKeptAndEverythingIsDurableAtOnce) {
  auto store = *Store::open("", Fsync::kAlways, [](std::function<void()> work) { work(); });
  store->put(Table::kMeta, "a", "b");
  bool durable = false;
  store->on_durable([&](const base::Status& status) { durable = status.ok(); });
  EXPECT_TRUE(durable);
}

}  // namespace
}  // namespace sb::cloud::store
