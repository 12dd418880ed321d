// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/arn.h"
#include "awsclient/eventbridge.h"
#include "awsclient/sqs.h"
#include "base/clock.h"
#include "base/result.h"

namespace sb::cli {

// What both the queue and the rule of a tail are called begins so.
inline constexpr char kListeningPrefix[] = "switchboard-tail-";

// Where a tail listens, and who it is: the tags say so to people and to other tails.
struct Listening {
  aws::Realm realm;
  std::string bus;
  std::string pattern;
  std::string stack;  // may be empty
  base::Seconds lease{600};
  std::function<void()> before_removal = {};  // called before anything that was made is removed
};

// A temporary rule with a temporary queue behind it, on one bus. Both bear one random name and tags: the
// owner, the bus, when they were made, on which host by which process. The queue's tag switchboard:expires is
// moved on by renew() as long as the tail lives; past it any other tail removes what is left (see
// remove_leftovers). The queue is made first and removed last, so that each rule has a queue that speaks for
// it. Not thread-safe.
class ListeningPost {
 public:
  // Error: SB0720 where the bus has no room for a rule; else the call that failed. What was made by then is
  // removed, also where its answer was lost.
  static base::Result<std::unique_ptr<ListeningPost>> open(awsclient::EventBridge& events,
                                                           awsclient::Sqs& sqs, const base::Clock& clock,
                                                           const Listening& where);
  // Closes it if that was not done.
  ~ListeningPost();

  // Up to 10 messages, waiting up to `wait` for the first. A queue is not seen everywhere at once after it
  // was made: for its first seconds, one that is not there has no messages.
  base::Result<std::vector<awsclient::ReceivedMessage>> receive(base::Seconds wait);
  base::Status remove_messages(const std::vector<awsclient::ReceivedMessage>& messages);
  // Moves the expiry on, when a third of the lease is over.
  base::Status renew();
  // Removes the rule, then the queue. Error: what could not be removed; it expires by itself then.
  base::Status close();

  const std::string& name() const { return name_; }

 private:
  ListeningPost(awsclient::EventBridge& events, awsclient::Sqs& sqs, const base::Clock& clock,
                Listening where);
  base::Status make_queue();
  base::Status make_rule();
  base::Status remove_queue();

  awsclient::EventBridge& events_;
  awsclient::Sqs& sqs_;
  const base::Clock& clock_;
  const Listening where_;
  const std::string name_;
  bool may_have_queue_ = false;
  std::string queue_url_;  // empty: not known
  bool may_have_rule_ = false;
  const base::Time created_;
  base::Time renewed_;
};

struct Leftovers {
  std::vector<std::string> removed;   // names
  std::vector<std::string> standing;  // of tails that live, or that cannot be told from them
  std::vector<base::Error> errors;
};

// Removes the rules and queues of tails that ended without doing it: those whose queue says that its time is
// over, and rules on `buses` whose queue is gone. What has not the tags of a tail is left alone.
Leftovers remove_leftovers(awsclient::EventBridge& events, awsclient::Sqs& sqs, const base::Clock& clock,
                           const std::vector<std::string>& buses);

// How many tails' rules and queues went, or that there were none, and what was looked at.
std::string summary_of(const Leftovers& found, size_t buses);

}  // namespace sb::cli
