// SPDX-License-Identifier: Apache-2.0
#include "reconcile/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "awsclient/fault_class.h"
#include "base/digest.h"
#include "base/text.h"
#include "reconcile/claim.h"
#include "reconcile/confirm.h"

namespace sb::reconcile {
namespace {

constexpr int kRoundsMax = 5;
constexpr int kRoundsOfConflictsMax = 3;
constexpr int64_t kPauseMilliseconds = 300;
constexpr size_t kNamesShown = 5;

std::string title(const Change& change) { return change.kind + " " + change.name; }

// What a plan rested on was no longer so when it was carried out.
bool is_overtaken(const base::Error& error) {
  static constexpr const char* kCodes[] = {"QueueNameExists",   "QueueAlreadyExists",
                                           "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
                                           "NotFound",          "ResourceNotFoundException"};
  if (awsclient::classify_fault(0, error.code) == awsclient::FaultClass::kConflict) return true;
  if (error.code == "InvalidParameter") return error.message.find("already exists") != std::string::npos;
  return std::any_of(std::begin(kCodes), std::end(kCodes),
                     [&](const char* code) { return error.code == code; });
}

bool any_overtaken(const ApplyResult& result) {
  return std::any_of(result.changes.begin(), result.changes.end(),
                     [](const ChangeResult& change) { return change.error && is_overtaken(*change.error); });
}

std::string first_of(const std::set<std::string>& names) {
  std::vector<std::string> shown(names.begin(), names.end());
  if (shown.size() <= kNamesShown) return base::join(shown, ", ");
  const size_t more = shown.size() - kNamesShown;
  shown.resize(kNamesShown);
  return fmt::format("{} and {} more", base::join(shown, ", "), more);
}

class Settler {
 public:
  Settler(const World& world, const Desired& desired, const Observed& observed, const Plan& plan,
          const std::function<PlanResult(const Observed&)>& replan, const ApplyObserver& observer,
          const SettleOptions& options)
      : world_(world),
        desired_(desired),
        replan_(replan),
        observer_(observer),
        options_(options),
        claim_(world.sqs, desired, observed, base::hex(base::random_bytes(4)), options.clock) {
    out_.plan = plan;
  }

  Settled run() {
    if (auto status = claim_.begin(); !status) return begin_nothing(status.error());
    out_.result = carry_out(out_.plan);
    Plan written = out_.plan;
    ApplyResult became = out_.result;
    for (int round = 1; !out_.result.stopped; ++round) {
      const Look look = look_back(written, became);
      const int rounds_max = look.others_wrote ? kRoundsMax : kRoundsOfConflictsMax;
      if (!look.again || round > rounds_max || leave_to(look)) break;
      pause(round);
      if (!write_anew(look, written, became)) break;
    }
    claim_.end();
    if (!others_.empty()) {
      fail({"SB0331",
            fmt::format("others wrote to the stack '{}' while this run did, and it has written anew: {}",
                        desired_.stack, first_of(others_)),
            "see who else changes these; plan shows whether anything is left to do"});
    }
    return std::move(out_);
  }

 private:
  // What is to be made of a round.
  struct Look {
    bool again = false;         // all is to be read again
    bool others_wrote = false;  // not only AWS's own conflicts say so
    Claim::Others others = Claim::Others::kNone;
    std::vector<std::string> unconfirmed;
  };

  void fail(base::Error error) { out_.result.errors.push_back(std::move(error)); }

  Settled begin_nothing(const base::Error& error) {
    out_.result.changes.resize(out_.plan.changes.size());
    for (ChangeResult& change : out_.result.changes)
      change.error = base::Error{"Skipped", "not begun: the stack has changed since it was read", ""};
    fail(error);
    return std::move(out_);
  }

  ApplyResult carry_out(const Plan& plan) {
    ApplyObserver observer = observer_;
    observer.after = [&](const Change& change, bool done, size_t over, size_t total) {
      if (done && change.arn == claim_.queue_arn()) note_queue(change);
      const std::lock_guard lock(mutex_);
      observer_.after(change, done, over, total);
    };
    return apply(world_, plan, observer, options_.workers);
  }

  void note_queue(const Change& change) {
    const std::lock_guard lock(mutex_);
    const bool queue = change.kind == "aws.queue";
    if (queue && change.action == Action::kCreate) claim_.queue_made();
    if (queue && change.action == Action::kDelete) claim_.queue_deleted();
    if (change.kind == "aws.queue_policy" && change.action == Action::kDelete) claim_.queue_left();
  }

  Look look_back(const Plan& written, const ApplyResult& became) {
    Look out;
    auto unconfirmed = find_unconfirmed(world_, written, became, options_.wait, options_.workers);
    if (!unconfirmed.ok()) fail(unconfirmed.error());
    if (unconfirmed.ok()) out.unconfirmed = std::move(*unconfirmed);
    out.others = claim_.others();
    out.others_wrote = out.others != Claim::Others::kNone || !out.unconfirmed.empty();
    out.again = out.others_wrote || any_overtaken(became);
    return out;
  }

  // Whoever began later and is still writing reads all again when it is through, so it has the last word.
  // What this run made must stand whole by then, because another finds it only by what its rules lead to.
  bool leave_to(const Look& look) {
    const auto& changes = out_.result.changes;
    const bool whole =
        std::all_of(changes.begin(), changes.end(), [](const ChangeResult& c) { return c.done; });
    if (look.others != Claim::Others::kLater || !whole) return false;
    std::set<std::string> names(look.unconfirmed.begin(), look.unconfirmed.end());
    names.insert("aws.queue " + claim_.queue_arn().substr(claim_.queue_arn().rfind(':') + 1));
    fail({"SB0332",
          fmt::format(
              "a run that began later ({}) is writing to the stack '{}'; this one leaves it to that: {}",
              claim_.later(), desired_.stack, first_of(names)),
          "plan, once that run has ended, and apply again if this spec is to stand"});
    return true;
  }

  void pause(int round) const {
    const std::string random = base::random_bytes(2);
    const auto share = static_cast<double>(static_cast<unsigned char>(random[0]) * 256 +
                                           static_cast<unsigned char>(random[1])) /
                       65536.0;
    options_.wait(base::Milliseconds(static_cast<int64_t>(static_cast<double>(kPauseMilliseconds) *
                                                          static_cast<double>(1 << round) * share)));
  }

  // False when there is nothing more to be done, or nothing more can be.
  bool write_anew(const Look& look, Plan& written, ApplyResult& became) {
    auto observed = observe(world_, desired_, options_.workers);
    if (!observed) {
      fail(observed.error());
      return false;
    }
    if (observed->queues.contains(claim_.queue_arn())) claim_.queue_made();
    PlanResult planned = replan_(*observed);
    for (base::Error& problem : planned.problems) fail(std::move(problem));
    if (!planned.problems.empty()) return false;
    if (look.others_wrote) note_others(planned.plan);
    written = std::move(planned.plan);
    became = carry_out(written);
    merge(written, became);
    return !written.changes.empty();
  }

  size_t find(const Change& change) const {
    const auto& all = out_.plan.changes;
    const auto at = std::find_if(all.begin(), all.end(), [&](const Change& other) {
      return other.kind == change.kind && other.name == change.name && other.action == change.action;
    });
    return static_cast<size_t>(at - all.begin());
  }

  // What has to be changed although this run had written it, or had found it as it should be.
  void note_others(const Plan& anew) {
    for (const Change& change : anew.changes) {
      const size_t at = find(change);
      if (at == out_.plan.changes.size() || out_.result.changes[at].done) others_.insert(title(change));
    }
  }

  void merge(const Plan& anew, const ApplyResult& became) {
    std::set<size_t> still_open;
    for (size_t i = 0; i < anew.changes.size(); ++i) {
      size_t at = find(anew.changes[i]);
      if (at == out_.plan.changes.size()) {
        out_.plan.changes.push_back(anew.changes[i]);
        out_.plan.changes.back().needs.clear();
        out_.result.changes.emplace_back();
      }
      out_.result.changes[at] = became.changes[i];
      still_open.insert(at);
    }
    for (size_t i = 0; i < out_.result.changes.size(); ++i) {
      ChangeResult& change = out_.result.changes[i];
      if (change.done || still_open.contains(i)) continue;
      change.done = true;  // it reads as it should
      change.error.reset();
    }
    out_.plan.kept = anew.kept;
    out_.result.stopped = out_.result.stopped || became.stopped;
    out_.result.errors.insert(out_.result.errors.end(), became.errors.begin(), became.errors.end());
  }

  const World& world_;
  const Desired& desired_;
  const std::function<PlanResult(const Observed&)>& replan_;
  const ApplyObserver& observer_;
  const SettleOptions& options_;
  std::mutex mutex_;  // guards claim_ while a plan is carried out
  Claim claim_;
  Settled out_;
  std::set<std::string> others_;
};

}  // namespace

Settled settle(const World& world, const Desired& desired, const Observed& observed, const Plan& plan,
               const std::function<PlanResult(const Observed&)>& replan, const ApplyObserver& observer,
               const SettleOptions& options) {
  if (plan.changes.empty()) return {plan, apply(world, plan, observer, options.workers)};
  return Settler(world, desired, observed, plan, replan, observer, options).run();
}

}  // namespace sb::reconcile
