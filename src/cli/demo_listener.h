// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "awsclient/sqs.h"

namespace sb::cli {

// A consumer as any team would write it: takes messages from one queue by ReceiveMessage, notes when each
// arrived, deletes them. Runs on a thread of its own from construction until finish().
class DemoListener {
 public:
  using SteadyClock = std::chrono::steady_clock;

  DemoListener(awsclient::Transport& transport, std::string queue_url);
  ~DemoListener();
  DemoListener(const DemoListener&) = delete;
  DemoListener& operator=(const DemoListener&) = delete;

  // How many messages have come so far; safe while it runs.
  size_t count() const { return count_.load(); }
  // Lets it take what is there and no more, without waiting for it.
  void stop() { stop_ = true; }
  // Stops it and waits for the thread; what follows may be read then.
  void finish();
  // detail.conversationId of each message, with when it came; an id that came twice stands twice.
  const std::multimap<std::string, SteadyClock::time_point>& arrivals() const { return arrivals_; }
  // Messages that are no event, and calls that failed.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  void run();
  void take(const std::vector<awsclient::ReceivedMessage>& messages);

  awsclient::Sqs sqs_;
  const std::string queue_url_;
  std::atomic<bool> stop_{false};
  std::atomic<size_t> count_{0};
  std::multimap<std::string, SteadyClock::time_point> arrivals_;
  std::vector<std::string> errors_;
  std::thread thread_;
};

}  // namespace sb::cli
