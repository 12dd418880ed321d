// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

// Troubles of a network and of busy services, on purpose and repeatable: the same seed gives the same
// troubles to the same sequence of calls and deliveries.
namespace sb::cloud::chaos {

// How much of what. Shares are of 1.
struct Measure {
  base::Milliseconds latency{0};  // added to every answer
  double throttle = 0;            // calls refused with the service's own throttling error
  double error = 0;               // calls answered by the service's own internal error
  double reset = 0;               // calls whose connection is cut
  double duplicate = 0;           // deliveries made twice
  double late = 0;                // deliveries held back
  double stale = 0;               // reads of configuration answered as they were before
  uint64_t seed = 1;
};

// "latency=50ms,throttle=10%,error=1%,reset=1%,duplicate=1%,late=1%,stale=1%,seed=7", any of them, in any
// order. Error: which part is wrong and what it may be.
base::Result<Measure> parse_measure(std::string_view text);

// What befalls one call. The second half of errors and resets strikes after the call has taken effect.
enum class Trouble { kNone, kThrottle, kErrorBefore, kErrorAfter, kResetBefore, kResetAfter };

// What befalls one delivery.
struct Detour {
  bool twice = false;
  base::Milliseconds held_back{0};
};

// Draws troubles. Calls, reads and deliveries have a sequence each, so that one does not change what the
// others meet. On the loop's thread only.
class Chaos {
 public:
  explicit Chaos(const Measure& measure);

  base::Milliseconds latency() const { return measure_.latency; }
  Trouble next_call();
  // Whether the next read of configuration is answered as it was before.
  bool next_read_is_stale();
  Detour next_delivery();

 private:
  const Measure measure_;
  std::mt19937_64 calls_;
  std::mt19937_64 reads_;
  std::mt19937_64 deliveries_;
};

}  // namespace sb::cloud::chaos
