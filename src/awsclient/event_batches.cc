// SPDX-License-Identifier: Apache-2.0
#include "awsclient/event_batches.h"

#include <algorithm>
#include <deque>

#include "aws/limits.h"

namespace sb::awsclient {
namespace {

bool is_for_a_while(const std::string& code) {
  static constexpr const char* kCodes[] = {"InternalFailure", "InternalException", "InternalServiceError",
                                           "ThrottlingException", "ServiceUnavailable"};
  return std::any_of(std::begin(kCodes), std::end(kCodes), [&](const char* known) { return code == known; });
}

class Batches {
 public:
  Batches(EventBridge& events, net::Sleeper& sleeper, const std::vector<PutEventsEntry>& entries,
          const BatchOptions& options)
      : events_(events),
        sleeper_(sleeper),
        entries_(entries),
        options_(options),
        results_(entries.size(), PutEventsResult{"", kNotSent, "it was not sent"}),
        attempts_(entries.size(), 0) {
    for (size_t i = 0; i < entries.size(); ++i) left_.push_back(i);
  }

  std::vector<PutEventsResult> run() {
    while (!left_.empty() && !(options_.stop && options_.stop())) {
      const std::vector<size_t> batch = next_batch();
      if (!send(batch)) break;
      if (options_.progress) options_.progress(entries_.size() - left_.size());
    }
    return std::move(results_);
  }

 private:
  std::vector<size_t> next_batch() {
    std::vector<size_t> out;
    size_t bytes = 0;
    while (!left_.empty() && out.size() < aws::kPutEventsEntriesMax) {
      bytes += entry_bytes(entries_[left_.front()]);
      if (!out.empty() && bytes > aws::kPutEventsBytesMax) break;
      out.push_back(left_.front());
      left_.pop_front();
    }
    return out;
  }

  bool send(const std::vector<size_t>& batch) {
    std::vector<PutEventsEntry> entries;
    for (const size_t index : batch) entries.push_back(entries_[index]);
    const auto answer = events_.put_events(entries);
    if (!answer) {
      for (const size_t index : batch) results_[index] = {"", answer.error().code, answer.error().message};
      return false;
    }
    int again = 0;
    // What failed for a while goes first again, in its order.
    for (size_t i = batch.size(); i-- > 0;) {
      const PutEventsResult& result = (*answer)[i];
      const size_t index = batch[i];
      results_[index] = result;
      if (!is_for_a_while(result.error_code) || ++attempts_[index] >= options_.retry.attempts_max) continue;
      left_.push_front(index);
      again = std::max(again, attempts_[index]);
    }
    if (again > 0) sleeper_.sleep(net::retry_wait(options_.retry, again, std::nullopt, net::random_unit));
    return true;
  }

  EventBridge& events_;
  net::Sleeper& sleeper_;
  const std::vector<PutEventsEntry>& entries_;
  const BatchOptions& options_;
  std::vector<PutEventsResult> results_;
  std::vector<int> attempts_;
  std::deque<size_t> left_;
};

}  // namespace

std::vector<PutEventsResult> put_all(EventBridge& events, net::Sleeper& sleeper,
                                     const std::vector<PutEventsEntry>& entries,
                                     const BatchOptions& options) {
  return Batches(events, sleeper, entries, options).run();
}

}  // namespace sb::awsclient
