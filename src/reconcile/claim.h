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
// about to write puts up `switchboard:apply:STACK:RUN` = TIME and looks who else is there; when it has
// written it changes that to "TIME ending N" and looks again. If nobody else was there it ends: it writes
// `switchboard:apply:STACK` = "RUN TIME" and takes its own down; else it goes on, as "TIME writing N". It is
// no lock, and a tag that a killed run left stands in nobody's way. It only tells whether others were writing
// meanwhile, in which case what was written must be read again. Because everybody writes first and looks
// then, of two that overlap each learns of the other, at its beginning or at its end. A run may leave the
// stack to one that is writing, which looks again after its last write; not to one that is ending, which may
// have looked already.
//
// A run that did not do all that it had to, because calls failed or it was stopped, writes the shared tag
// too, and leaves its own as "TIME unfinished N". As after a killed run, the next one looks for what no rule
// leads to, and takes the tag down when it is through. Functions cannot be searched for; so those whose
// policy a run changes are named behind that, " fn:NAME", as many as there is room for.
//
// Runs with different specs may have different queues for that. So a run puts its tags up on two: on that of
// its spec, and on that of the stack as it stands, which is the same for all that have read the same.
namespace sb::reconcile {

// The ARN of the queue that bears the tags: a dead-letter queue of the spec, else another queue that it may
// make; "" where it has none. Then applies notice each other by what they wrote alone.
std::string claim_queue(const Desired& desired);

// The same of the stack as it stands: of the queues that bear its statement and that Switchboard made, one
// that its rules name as a dead-letter queue, else another; "" where it has none.
std::string live_claim_queue(const std::string& stack, const Observed& observed);

// What stands there before a run has begun. Empty texts where there is no such queue, or nothing yet.
base::Result<SeenClaim> read_claim(awsclient::Sqs& sqs, const std::string& stack,
                                   const std::string& queue_arn);
// Takes down the tags of runs that are over, once it is known that they have left nothing.
void forget_unfinished(awsclient::Sqs& sqs, const SeenClaim& seen);

// One run's claim on one queue. Without the rights to read and write tags, on a queue that Switchboard did
// not make, and without a queue, it does nothing and sees nobody. Not thread-safe.
class Claim {
 public:
  enum class Others {
    kNone,    // nobody else has written since this run began, or since it last looked
    kSome,    // somebody has, or may have
    kLater,   // one that began later is still writing; it will find that this one was there
    kEnding,  // one that began later is ending, and goes on if it finds that this one was there: look again
  };

  // On the queue of the spec.
  Claim(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
        const base::Clock& clock);
  // On a queue of the stack as it stands, whose tags nobody has read before the stack. `keeps_known`: what
  // runs that are over have left there was not looked for.
  Claim(awsclient::Sqs& sqs, const std::string& stack, std::string queue_arn, const ObservedQueue& queue,
        bool keeps_known, std::string run, const base::Clock& clock);

  // Names functions, whose policy is going to be changed, in what is said from now on.
  void name_functions(const std::set<std::string>& arns);
  // Before the first write. Error SB0330: somebody has ended, or has deleted the queue, since the stack was
  // read.
  base::Status begin();
  // The queue is there now, and was not when the stack was read.
  void queue_made();
  // The stack uses the queue no more: in the end nothing of it is left there.
  void queue_left() { leaves_ = true; }
  // The queue was deleted: there is nothing to look at any more.
  void queue_deleted() {
    usable_ = false;
    deleted_ = true;
  }
  // After a write: says that this run is ending, and looks.
  Others others();
  // It is not: it will write, and look again.
  void go_on();
  // Nothing more is written by this run, which has done all that it had to.
  void end();
  // The same, and something was not done.
  void leave();
  // Nothing was.
  void withdraw();

  // Whether every other run of the stack must have been noticed. False without a place for tags, and where
  // another run may have had its tags elsewhere: the stack's rules stood before this queue did, or a first
  // apply whose dead-letter queue is not called as by default. Then the rules that stand tell.
  bool tells() const;
  bool is_deleted() const { return deleted_; }

  // Runs that were there when this one began; of another queue they may be added.
  const std::set<std::string>& known() const { return known_; }
  void know(const std::set<std::string>& runs) { known_.insert(runs.begin(), runs.end()); }

  const std::string& queue_arn() const { return arn_; }
  // "RUN TIME" of the one that kLater and kEnding speak of.
  const std::string& later() const { return later_; }

 private:
  // The tags that concern the stack.
  struct Tags {
    std::string last;                         // of the shared tag
    std::map<std::string, std::string> runs;  // others that have begun and not ended: key, time
  };
  std::optional<Tags> read();
  bool put_up(const std::string& state = {});
  void meet(const Tags& tags);
  base::Error overtaken(const std::string& sign);
  bool changed(const Tags& tags) const;
  // Writes who was last, and takes `over` down.
  void sign_off(std::vector<std::string> over);
  // Tags of others that this run takes down with its own.
  std::vector<std::string> tags_over() const;

  awsclient::Sqs& sqs_;
  const std::string shared_key_;
  const std::string own_key_;
  const std::string run_;
  const base::Clock& clock_;
  std::string functions_;  // as they stand in a tag
  std::string arn_;
  std::string url_;
  std::string last_;                         // the shared tag as last seen
  std::map<std::string, std::string> seen_;  // the others' tags as last seen
  std::set<std::string> known_;              // others that were there when this run began
  std::string later_;
  int rounds_ = 1;
  bool usable_ = false;
  bool reads_late_ = false;  // the tags were not read before the stack
  bool is_place_of_all_ = false;
  bool deleted_ = false;  // by this run
  bool gone_ = false;     // the queue was, when last looked at
  bool up_ = false;       // the own tag stands
  bool leaves_ = false;
  bool keeps_known_ = false;     // what others left was not looked for
  bool has_unfinished_ = false;  // one of those has said that it left something
  bool is_ending_ = false;       // and says so
  bool was_joined_ = false;      // others were there at the beginning, or changed since
};

// One run's claims on all its queues. Not thread-safe.
class Claims {
 public:
  Claims(awsclient::Sqs& sqs, const Desired& desired, const Observed& observed, std::string run,
         const base::Clock& clock);

  void name_functions(const std::set<std::string>& arns);
  // As of a Claim; an error is that of any, and leaves no tag.
  base::Status begin();
  void queue_made(const std::string& arn);
  void queue_left(const std::string& arn);
  void queue_deleted(const std::string& arn);
  // The stack was read again: where it has another queue for the tags now, they go up there too.
  void read_again(const Observed& observed);
  // What any of the queues says that concerns this run most.
  Claim::Others others();
  void go_on();
  void end();
  void leave();

  bool tells() const;
  // Others may have ended unseen: on a queue of which the tags were not read before the stack, or which this
  // run has deleted. The stack is to be read again.
  bool may_have_missed() const { return may_have_missed_; }
  const std::string& later() const { return later_; }
  // The queue on which that one was seen.
  const std::string& later_queue() const { return later_queue_; }

 private:
  // nullptr where there is a claim on that queue, or no such queue.
  Claim* add_live(const Observed& observed);
  void share_known();

  awsclient::Sqs& sqs_;
  const std::string stack_;
  const std::string run_;
  const base::Clock& clock_;
  const std::string spec_queue_;
  std::map<std::string, Claim> claims_;  // by ARN of the queue
  bool may_have_missed_ = false;
  std::string later_;
  std::string later_queue_;
};

}  // namespace sb::reconcile
