// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "cloud/sqs/message.h"

namespace sb::cloud::sqs {

// How long a FIFO queue takes a message with a deduplication id that it has seen for the same message.
inline constexpr base::Seconds kDeduplicationInterval{300};
// So many are forgotten at a time, so that others have their turn.
inline constexpr size_t kForgottenAtATime = 1000;

// What a FIFO queue was sent within the last five minutes, whether or not it is still there. An id's five
// minutes count from its first send; later sends do not renew them. No clock: times are given.
class DeduplicationWindow {
 public:
  // `held` outlives the window.
  explicit DeduplicationWindow(HeldBytes& held) : held_(held) {}

  struct First {
    std::string message_id;
    uint64_t sequence = 0;
    base::Time sent{};
    bool saved = false;  // the store has a row of its own for it
  };

  // What was sent first under the id; nullptr when that was never, or too long before `now`.
  First* find(const std::string& id, base::Time now);
  // True when it takes the place of an older one that has a row, which means nothing any more.
  bool remember(const std::string& id, First first);
  // Forgets what is too old at `now`, at most `count_max`, oldest first; the ids of those that were saved.
  std::vector<std::string> expire(base::Time now, size_t count_max);
  // Hands over everything, in constant time, and is empty.
  DeduplicationWindow take_all();
  bool has_row(const std::string& id) const;
  bool empty() const { return firsts_.empty(); }
  // When the next id is due to be forgotten.
  std::optional<base::Time> next_expiry() const;

 private:
  std::unordered_map<std::string, First> firsts_;
  std::set<std::pair<base::Time, std::string>> by_age_;
  HeldBytes& held_;
};

}  // namespace sb::cloud::sqs
