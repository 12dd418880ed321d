// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace sb::cloud::sqs {

// What the receives of a FIFO queue with a ReceiveRequestAttemptId gave out, for five minutes, so that a
// caller whose answer was lost can ask again and get the same messages. No clock: times are given.
class ReceiveAttempts {
 public:
  struct Given {
    uint64_t sequence = 0;
    uint32_t receipt = 0;
    base::Time visible_at{};  // as it was set then; another value means that the message was changed since
  };

  void remember(const std::string& id, std::vector<Given> given, base::Time now);
  // nullptr when the id is not known or its five minutes are over.
  const std::vector<Given>* find(const std::string& id, base::Time now);
  void clear();

 private:
  struct Attempt {
    std::vector<Given> given;
    base::Time made{};
  };
  void expire(base::Time now);

  std::unordered_map<std::string, Attempt> attempts_;
  std::deque<std::pair<base::Time, std::string>> by_age_;
};

}  // namespace sb::cloud::sqs
