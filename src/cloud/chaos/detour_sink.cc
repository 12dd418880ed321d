// SPDX-License-Identifier: Apache-2.0
#include "cloud/chaos/detour_sink.h"

#include <utility>

namespace sb::cloud::chaos {

void DetourSink::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  const Detour detour = chaos_.next_delivery();
  if (detour.twice) inner_.deliver(delivery, [](const delivery::Attempt&) {});
  if (detour.held_back.count() == 0) return inner_.deliver(delivery, std::move(done));
  const uint64_t number = ++last_;
  const auto ticket = timeline_.call_at(timeline_.now() + detour.held_back, [this, number, &delivery] {
    inner_.deliver(delivery, std::move(late_.extract(number).mapped().done));
  });
  late_[number] = {ticket, std::move(done)};
}

void DetourSink::forget() {
  for (auto& [number, late] : std::exchange(late_, {})) {
    timeline_.cancel(late.ticket);
    late.done({delivery::Verdict::kFailed, "FORGOTTEN", "It was forgotten while it was held back."});
  }
}

}  // namespace sb::cloud::chaos
