// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "awsclient/sqs.h"
#include "base/clock.h"
#include "base/result.h"
#include "reconcile/observed.h"

// How applies of one stack that run at once notice each other. Whoever is about to write puts a tag on a
// queue of the stack, `switchboard:apply:STACK` = "RUN begun TIME", and in the end "RUN done TIME". It is no
// lock: nobody waits for it, and one that a killed run left stands in nobody's way. It only says whether
// somebody else was writing, in which case what was written is not to be trusted until it has been read
// again.
namespace sb::reconcile {

// The ARN of the queue that holds the claim: a dead-letter queue of the spec, else another queue that it may
// make; "" where it has none. Then applies notice each other by what they wrote alone.
std::string claim_queue(const Desired& desired);

// What stands there. Empty texts where there is no such queue, or no claim.
base::Result<SeenClaim> read_claim(awsclient::Sqs& sqs, const std::string& stack,
                                   const std::string& queue_arn);

// One run's claim. Without the rights to read and write tags, on a queue that Switchboard did not make, and
// without a queue, it does nothing and sees nothing. Not thread-safe.
class Claim {
 public:
  enum class Others {
    kNone,     // nobody else began to write
    kBefore,   // one that began before may still have been writing, or was killed
    kWriting,  // one that began later is writing
    kWrote,    // one that began later is done
  };

  Claim(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
        const base::Clock& clock);

  // Before the first write. Error SB0330: somebody has begun or ended since the stack was read.
  base::Status begin();
  // The queue was made just now.
  void queue_made();
  // The queue was deleted: there is nothing to look at any more.
  void queue_deleted() { held_ = false; }
  Others others();
  // Claims anew: who is still writing finds this.
  void take();
  // Nothing more is written by this run.
  void end();

  const std::string& queue_arn() const { return arn_; }
  // The claim that stands there, in its own words.
  const std::string& standing() const { return standing_; }

 private:
  void write(const char* state);

  awsclient::Sqs& sqs_;
  const std::string stack_;
  const std::string run_;
  const base::Clock& clock_;
  std::string arn_;
  std::string url_;
  std::string seen_;      // when the stack was read
  std::string before_;    // what stood there when ours was last written
  std::string mine_;      // as last written
  std::string standing_;  // as last read
  bool usable_ = false;
  bool held_ = false;
  bool unfinished_before_ = false;
};

}  // namespace sb::reconcile
