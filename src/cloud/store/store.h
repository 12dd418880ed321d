// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"

namespace sb::cloud::store {

// What the local cloud keeps, by kind. The names are those of the tables in the file: frozen.
enum class Table {
  kMeta,
  kBus,
  kRule,
  kTopic,
  kSubscription,
  kQueue,
  kMessage,
  kMessageState,
  kDelivery,
  kFunction,
  kGenesys,
  kEventSource,
  kGenesysQueue,
  kGenesysIntegration,
  kGenesysToken
};

enum class Fsync {
  kAlways,    // a write is durable when it has reached the disk
  kInterval,  // a write is durable when it has reached the operating system; the disk follows
};

// Keys and values on disk (SQLite, write-ahead log), written by one thread of its own in groups: all that was
// put since the last group goes into one transaction, so the writes between two calls on the loop's thread
// stand or fall together. The services hold the state in memory and read here only when they start.
//
// put, erase and on_durable belong to one thread (the loop's). `post` is how callbacks get back to it.
class Store {
 public:
  using Post = std::function<void(std::function<void()>)>;
  using Durable = std::function<void(const base::Status&)>;

  // Opens or makes `path`; "" keeps nothing (everything is durable at once). Error: names the file and the
  // cause, for a file that cannot be opened, is corrupt, or is of a newer version.
  static base::Result<std::unique_ptr<Store>> open(const std::string& path, Fsync fsync, Post post);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void put(Table table, std::string key, std::string value);
  void erase(Table table, std::string key);

  // Counts put and erase calls; two equal readings mean that nothing was written between them.
  uint64_t writes() const { return writes_; }

  // Calls back on the loop once all that was put so far is durable, or with the error that made the store
  // fail. A store that failed once stays failed: nothing after it is acknowledged.
  void on_durable(Durable done);

  // Every row of a table, ordered by key. Only before the first put.
  base::Status for_each(Table table,
                        const std::function<void(std::string_view key, std::string_view value)>& visit);

  // Blocks until all that was put is durable. For shutdown.
  void drain();

 private:
  struct Write {
    Table table;
    bool erase;
    std::string key;
    std::string value;
  };
  struct Batch {
    std::vector<Write> writes;
    std::vector<Durable> waiting;
    bool empty() const { return writes.empty() && waiting.empty(); }
  };
  class Database;

  Store(std::unique_ptr<Database> database, Post post);
  void run();

  const std::unique_ptr<Database> database_;  // null when nothing is kept
  const Post post_;
  uint64_t writes_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  Batch pending_;         // guarded by mutex_
  bool writing_ = false;  // guarded by mutex_
  bool stop_ = false;     // guarded by mutex_
  std::thread writer_;
};

}  // namespace sb::cloud::store
