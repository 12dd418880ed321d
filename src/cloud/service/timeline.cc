// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/timeline.h"

#include <algorithm>

namespace sb::cloud::service {
namespace {

constexpr size_t kRunAtATime = 1000;  // so that others have their turn

}  // namespace

Timeline::Ticket Timeline::call_at(base::Time when, std::function<void()> work) {
  const Ticket ticket = ++last_;
  due_.emplace(std::pair(when, ticket), std::move(work));
  times_.emplace(ticket, when);
  arm();
  return ticket;
}

void Timeline::cancel(Ticket ticket) {
  const auto at = times_.find(ticket);
  if (at == times_.end()) return;
  due_.erase({at->second, ticket});
  times_.erase(at);
}

void Timeline::move_clock(base::Milliseconds offset) {
  clock_.set_offset(offset);
  timer_ = nullptr;
  arm();
}

void Timeline::arm() {
  if (due_.empty()) return;
  const base::Time first = due_.begin()->first.first;
  if (timer_ != nullptr && armed_for_ <= first) return;
  armed_for_ = first;
  const base::Milliseconds wait = std::max(base::Milliseconds(0), first - clock_.now());
  timer_ = loop_.call_after(wait, [this] { run_due(); });
}

void Timeline::run_due() {
  timer_ = nullptr;
  for (size_t left = kRunAtATime; left > 0 && !due_.empty() && due_.begin()->first.first <= clock_.now();
       --left) {
    auto node = due_.extract(due_.begin());
    times_.erase(node.key().second);
    node.mapped()();
  }
  arm();
}

}  // namespace sb::cloud::service
