// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/deduplication.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kEntryBytes = 256;

size_t bytes_of(const std::string& id, const DeduplicationWindow::First& first) {
  return kEntryBytes + 2 * id.size() + first.message_id.size();
}

}  // namespace

DeduplicationWindow::First* DeduplicationWindow::find(const std::string& id, base::Time now) {
  const auto at = firsts_.find(id);
  if (at == firsts_.end() || at->second.sent + kDeduplicationInterval <= now) return nullptr;
  return &at->second;
}

bool DeduplicationWindow::remember(const std::string& id, First first) {
  const bool stale = has_row(id) && !first.saved;
  if (const auto at = firsts_.find(id); at != firsts_.end()) {
    held_.total -= bytes_of(id, at->second);
    by_age_.erase({at->second.sent, id});
  }
  held_.total += bytes_of(id, first);
  by_age_.emplace(first.sent, id);
  firsts_[id] = std::move(first);
  return stale;
}

std::vector<std::string> DeduplicationWindow::expire(base::Time now, size_t count_max) {
  std::vector<std::string> saved;
  const base::Time old = now - kDeduplicationInterval;
  for (size_t left = count_max; left > 0 && !by_age_.empty() && by_age_.begin()->first <= old; --left) {
    const auto at = firsts_.find(by_age_.begin()->second);
    held_.total -= bytes_of(at->first, at->second);
    if (at->second.saved) saved.push_back(at->first);
    firsts_.erase(at);
    by_age_.erase(by_age_.begin());
  }
  return saved;
}

DeduplicationWindow DeduplicationWindow::take_all() {
  DeduplicationWindow out(held_);
  out.firsts_.swap(firsts_);
  out.by_age_.swap(by_age_);
  return out;
}

bool DeduplicationWindow::has_row(const std::string& id) const {
  const auto at = firsts_.find(id);
  return at != firsts_.end() && at->second.saved;
}

std::optional<base::Time> DeduplicationWindow::next_expiry() const {
  if (by_age_.empty()) return std::nullopt;
  return by_age_.begin()->first + kDeduplicationInterval;
}

}  // namespace sb::cloud::sqs
