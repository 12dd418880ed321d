// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/result.h"
#include "cloud/delivery/delivery.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::delivery {

// Takes deliveries to the sink of their target's service; retries what failed, dead-letters what was refused
// or has been retried too often or too long, and says loudly what had nowhere to go. A delivery that waits
// for its next attempt is in the store, so a restart goes on with it. On the loop's thread only.
class Dispatcher {
 public:
  struct Counters {
    uint64_t delivered = 0;
    uint64_t failed_attempts = 0;
    uint64_t dead_lettered = 0;
    uint64_t lost = 0;  // undeliverable, without a dead-letter queue
  };
  // Called with one line of text about a delivery that was lost.
  using Complain = std::function<void(const std::string&)>;

  Dispatcher(service::Timeline& timeline, store::Store& store, std::function<double()> random01,
             Complain complain);

  // `service` as in ARNs: "sqs", "sns", "events", "lambda". The sink must outlive the dispatcher's use.
  void add_sink(const std::string& service, Sink& sink) { sinks_[service] = &sink; }
  // Takes up what was waiting when the store was last closed. After all sinks are added.
  base::Status resume();

  void dispatch(Delivery delivery);
  // What its sender already knows to be undeliverable: dead-lettered or lost like a refused attempt.
  void refuse(Delivery delivery, const Attempt& why);
  const Counters& counters() const { return counters_; }
  size_t waiting() const { return waiting_; }

 private:
  void attempt(Delivery delivery, bool stored);
  void on_attempted(Delivery delivery, bool stored, const Attempt& attempt);
  void retry_later(Delivery delivery);
  void bury(const Delivery& delivery, const Attempt& attempt, const std::string& exhausted);
  void forget(const Delivery& delivery, bool stored);

  service::Timeline& timeline_;
  store::Store& store_;
  const std::function<double()> random01_;
  const Complain complain_;
  std::map<std::string, Sink*> sinks_;
  Counters counters_;
  size_t waiting_ = 0;
};

// The wait before retry number `attempt` (from 1): exponential from 1 s to 15 min with jitter, so that 185
// attempts fill about a day, as EventBridge's do.
base::Milliseconds retry_delay(int attempt, double random01);

}  // namespace sb::cloud::delivery
