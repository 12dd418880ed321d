// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "awsclient/sqs.h"
#include "base/clock.h"
#include "base/result.h"
#include "reconcile/observed.h"

// How applies of one stack that run at once notice each other, by tags on a queue of the stack. Whoever is
// about to write puts up `switchboard:apply:STACK:RUN` = TIME and looks who else is there; in the end it
// writes `switchboard:apply:STACK` = "RUN TIME" and takes its own down. It is no lock: nobody waits, and a
// tag that a killed run left stands in nobody's way. It only tells whether others were writing meanwhile, in
// which case what was written must be read again. Because everybody writes first and looks then, of two that
// overlap each learns of the other, at its beginning or at its end.
namespace sb::reconcile {

// The ARN of the queue that bears the tags: a dead-letter queue of the spec, else another queue that it may
// make; "" where it has none. Then applies notice each other by what they wrote alone.
std::string claim_queue(const Desired& desired);

// What stands there before a run has begun. Empty texts where there is no such queue, or nothing yet.
base::Result<SeenClaim> read_claim(awsclient::Sqs& sqs, const std::string& stack,
                                   const std::string& queue_arn);

// One run's claim. Without the rights to read and write tags, on a queue that Switchboard did not make, and
// without a queue, it does nothing and sees nobody. Not thread-safe.
class Claim {
 public:
  enum class Others {
    kNone,   // nobody else has written since this run began, or since it last looked
    kSome,   // somebody has, or may have
    kLater,  // one that began later is still writing; it will find that this one was there
  };

  Claim(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
        const base::Clock& clock);

  // Before the first write. Error SB0330: somebody has ended since the stack was read.
  base::Status begin();
  // The queue is there now, and was not when the stack was read.
  void queue_made();
  // The stack uses the queue no more: in the end nothing of it is left there.
  void queue_left() { leaves_ = true; }
  // The queue was deleted: there is nothing to look at any more.
  void queue_deleted() { usable_ = false; }
  Others others();
  // Nothing more is written by this run.
  void end();

  const std::string& queue_arn() const { return arn_; }
  // "RUN TIME" of the one that kLater speaks of.
  const std::string& later() const { return later_; }

 private:
  // The tags that concern the stack.
  struct Tags {
    std::string last;                         // of the shared tag
    std::map<std::string, std::string> runs;  // others that have begun and not ended: key, time
  };
  std::optional<Tags> read();
  bool put_up();

  awsclient::Sqs& sqs_;
  const std::string shared_key_;
  const std::string own_key_;
  const std::string run_;
  const base::Clock& clock_;
  std::string arn_;
  std::string url_;
  std::string last_;             // the shared tag as last seen
  std::set<std::string> known_;  // others that were there when this run began
  std::string later_;
  bool usable_ = false;
  bool gone_ = false;  // the queue was, when last looked at
  bool up_ = false;    // the own tag stands
  bool leaves_ = false;
  bool was_joined_ = false;  // others were there at the beginning
};

}  // namespace sb::reconcile
