// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "cloud/delivery/delivery.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"

namespace sb::cloud::delivery {

// Takes deliveries to the sink of their target's service; retries what failed, dead-letters what was refused
// or has been retried too often or too long, and says loudly what had nowhere to go.
//
// A delivery whose sink answers at once costs no write of its own. One that is under way when dispatch()
// returns, or waits for its next attempt, is in the store by then: it is durable together with whatever else
// that call wrote, and a restart goes on with it. On the loop's thread only.
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
  ~Dispatcher();

  // `service` as in ARNs ("sqs", "sns", "events", "lambda") or the scheme of an address ("http", "https").
  // The sink must outlive the dispatcher's use.
  void add_sink(const std::string& service, Sink& sink) { routes_[service].sink = &sink; }
  // Takes up what was waiting or under way when the store was last closed. After all sinks are added.
  base::Status resume();

  void dispatch(Delivery delivery);
  // Gives a delivery up without an attempt: it goes to its dead-letter queue.
  void refuse(Delivery delivery, const Attempt& why);
  // Counts as lost what no dead letter is kept of, and says so; `text` tells what, where, why and what to do.
  void lose(const Delivery& delivery, const std::string& text);
  // Forgets every delivery: those that wait are not tried again, and what comes of those under way is
  // nobody's concern any more.
  void abandon();

  base::Time now() const { return timeline_.now(); }
  const Counters& counters() const { return counters_; }
  // By the service of the target: a dead letter counts for the service of its queue.
  std::map<std::string, Counters> counters_by_service() const;
  // Deliveries that are under way or wait for their next attempt, and the memory they take. Constant time.
  size_t waiting() const { return flights_.size(); }
  size_t held_bytes() const { return held_bytes_; }

 private:
  // One delivery on its way.
  struct Flight;
  struct Route {
    Sink* sink = nullptr;
    Counters counters;
  };

  Route* find_route(const std::string& target);
  void count(const Flight& flight, uint64_t Counters::*counter);
  void attempt(std::unique_ptr<Flight> flight);
  void on_answer(Flight& flight, Attempt answer);
  void conclude(std::unique_ptr<Flight> flight, const Attempt& answer);
  void retry_later(std::unique_ptr<Flight> flight);
  void wait(std::unique_ptr<Flight> flight);
  void keep(Flight& flight);
  Flight& hold(std::unique_ptr<Flight> flight);
  std::unique_ptr<Flight> release(uint64_t number);
  void bury(const Flight& flight, const Attempt& attempt, RetrySchedule::Exhausted exhausted);
  void lose(const Flight& flight, const std::string& about, const std::string& why);
  // Makes what was written outside of any call durable soon.
  void flush();

  service::Timeline& timeline_;
  store::Store& store_;
  const std::function<double()> random01_;
  const Complain complain_;
  std::map<std::string, Route, std::less<>> routes_;  // by service
  Counters counters_;
  std::unordered_map<uint64_t, std::unique_ptr<Flight>> flights_;  // by Flight::number
  uint64_t last_number_ = 0;
  size_t held_bytes_ = 0;
};

}  // namespace sb::cloud::delivery
