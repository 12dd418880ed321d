// SPDX-License-Identifier: Apache-2.0
#pragma once

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

 private:
  Chaos& chaos_;
  service::Timeline& timeline_;
  delivery::Sink& inner_;
};

}  // namespace sb::cloud::chaos
