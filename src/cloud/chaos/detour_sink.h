// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

#include "cloud/chaos/chaos.h"
#include "cloud/delivery/delivery.h"
#include "cloud/service/timeline.h"

namespace sb::cloud::chaos {

// Stands before another sink and makes some deliveries twice, and some late by the cloud's clock. A late
// delivery is reported only once it was made, so whoever keeps what is under way keeps it too. On the loop's
// thread only; must outlive what it has under way.
class DetourSink final : public delivery::Sink {
 public:
  DetourSink(Chaos& chaos, service::Timeline& timeline, delivery::Sink& inner)
      : chaos_(chaos), timeline_(timeline), inner_(inner) {}

  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;
  // Gives up what is held back: it is reported as failed, and not made.
  void forget();

 private:
  struct Late {
    service::Timeline::Ticket ticket = 0;
    delivery::Attempted done;
  };

  Chaos& chaos_;
  service::Timeline& timeline_;
  delivery::Sink& inner_;
  std::map<uint64_t, Late> late_;  // in the order in which they came
  uint64_t last_ = 0;
};

}  // namespace sb::cloud::chaos
