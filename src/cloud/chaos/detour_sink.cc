// SPDX-License-Identifier: Apache-2.0
#include "cloud/chaos/detour_sink.h"

namespace sb::cloud::chaos {

void DetourSink::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  const Detour detour = chaos_.next_delivery();
  if (detour.twice) inner_.deliver(delivery, [](const delivery::Attempt&) {});
  if (detour.held_back.count() == 0) return inner_.deliver(delivery, std::move(done));
  timeline_.call_at(timeline_.now() + detour.held_back,
                    [this, &delivery, done = std::move(done)] { inner_.deliver(delivery, done); });
}

}  // namespace sb::cloud::chaos
