// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "cloud/service/service.h"
#include "json/document.h"
#include "net/http_message.h"

namespace sb::cloud::edge {

// What takes long to find out about a request and needs nothing but the request.
struct Preparation {
  std::string body_sha256;                            // lower-case hex
  std::optional<base::Result<json::Object>> input;    // of a body in the JSON protocol; nullopt: of another
  std::shared_ptr<const service::Findings> findings;  // of the service about the input; null: none
};

// Asks the service of that name what it finds in the input of an operation, as Service::look_ahead().
using LookAhead = std::function<std::shared_ptr<const service::Findings>(
    const std::string& service, const std::string& operation, const json::Object& input)>;

// Nothing in it is believed yet: the caller verifies the signature before it looks at the input.
Preparation prepare(const net::HttpRequest& request, const LookAhead& look_ahead);

// Prepares requests on a thread of its own, in the order in which they come. The thread starts with the
// first. All calls belong to one thread (the loop's).
class Preparer {
 public:
  // How work gets onto the loop, from any thread.
  using Post = std::function<void(std::function<void()>)>;
  using Done = std::function<void(net::HttpRequest, Preparation)>;

  // `look_ahead` is called on the preparing thread.
  Preparer(Post post, LookAhead look_ahead) : post_(std::move(post)), look_ahead_(std::move(look_ahead)) {}
  // Drops what is not done.
  ~Preparer();
  Preparer(const Preparer&) = delete;
  Preparer& operator=(const Preparer&) = delete;

  // `done` is called on the loop.
  void prepare_apart(net::HttpRequest request, Done done);

 private:
  struct Work {
    net::HttpRequest request;
    Done done;
    Preparation preparation;
  };

  void run();

  const Post post_;
  const LookAhead look_ahead_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for work that is posted and comes too late
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Work>> waiting_;  // guarded by mutex_
  bool stop_ = false;                           // guarded by mutex_
  std::thread thread_;
};

}  // namespace sb::cloud::edge
