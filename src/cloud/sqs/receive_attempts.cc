// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/receive_attempts.h"

namespace sb::cloud::sqs {
namespace {

constexpr base::Seconds kAttemptKept{300};

}  // namespace

void ReceiveAttempts::expire(base::Time now) {
  while (!by_age_.empty() && by_age_.front().first + kAttemptKept <= now) {
    const auto at = attempts_.find(by_age_.front().second);
    if (at != attempts_.end() && at->second.made == by_age_.front().first) attempts_.erase(at);
    by_age_.pop_front();
  }
}

void ReceiveAttempts::remember(const std::string& id, std::vector<Given> given, base::Time now) {
  expire(now);
  attempts_[id] = {std::move(given), now};
  by_age_.emplace_back(now, id);
}

const std::vector<ReceiveAttempts::Given>* ReceiveAttempts::find(const std::string& id, base::Time now) {
  expire(now);
  const auto at = attempts_.find(id);
  return at == attempts_.end() ? nullptr : &at->second.given;
}

void ReceiveAttempts::clear() {
  attempts_.clear();
  by_age_.clear();
}

}  // namespace sb::cloud::sqs
