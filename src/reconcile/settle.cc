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
#include "reconcile/observe_orphans.h"
#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

constexpr int kRoundsMax = 5;
constexpr int kRoundsOfConflictsMax = 3;
constexpr int64_t kPauseMilliseconds = 300;
constexpr int kLooksAtAnEnding = 6;
constexpr int64_t kEndingPauseMilliseconds = 200;
constexpr size_t kNamesShown = 5;

std::string title(const Change& change) { return change.kind + " " + change.name; }

// What a plan rested on was no longer so when it was carried out.
bool is_overtaken(const base::Error& error) {
  static constexpr const char* kCodes[] = {"QueueNameExists",   "QueueAlreadyExists",
                                           "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
                                           "NotFound",          "ResourceNotFoundException",
                                           kHoldsMessages,      kHasChanged};
  if (awsclient::classify_fault(0, error.code) == awsclient::FaultClass::kConflict) return true;
  // DeleteRule says so when another run has put a target.
  if (error.code == "ValidationException")
    return error.message.find("since it has targets") != std::string::npos;
  if (error.code == "InvalidParameter") return error.message.find("already exists") != std::string::npos;
  return std::any_of(std::begin(kCodes), std::end(kCodes),
                     [&](const char* code) { return error.code == code; });
}

bool any_overtaken(const ApplyResult& result) {
  return std::any_of(result.changes.begin(), result.changes.end(),
                     [](const ChangeResult& change) { return change.error && is_overtaken(*change.error); });
}

bool is_whole(const ApplyResult& result) {
  return std::all_of(result.changes.begin(), result.changes.end(),
                     [](const ChangeResult& change) { return change.done; });
}

std::string first_of(const std::set<std::string>& names) {
  std::vector<std::string> shown(names.begin(), names.end());
  if (shown.size() <= kNamesShown) return base::join(shown, ", ");
  const size_t more = shown.size() - kNamesShown;
  shown.resize(kNamesShown);
  return fmt::format("{} and {} more", base::join(shown, ", "), more);
}

// Those whose policy it changes.
std::set<std::string> functions_of(const Plan& plan) {
  std::set<std::string> out;
  for (const Change& change : plan.changes) {
    if (change.kind == "aws.lambda_permission") out.insert(change.arn);
  }
  return out;
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
        claims_(world.sqs, desired, observed, base::hex(base::random_bytes(4)), options.clock) {
    out_.plan = plan;
  }

  Settled run() {
    claims_.name_functions(functions_of(out_.plan));
    if (auto status = claims_.begin(); !status) return begin_nothing(status.error());
    out_.result = carry_out(out_.plan);
    Plan written = out_.plan;
    ApplyResult became = out_.result;
    for (int round = 1; !out_.result.stopped; ++round) {
      const Look look = look_back(written, became);
      const int rounds_max = look.others_wrote || look.unsure ? kRoundsMax : kRoundsOfConflictsMax;
      if (!look.again || round > rounds_max || leave_to(look)) break;
      claims_.go_on();
      if (look.others_wrote || round > 1) pause(round);
      if (!write_anew(look, written, became)) break;
    }
    const bool is_over = !out_.result.stopped && is_settled_ && is_whole(out_.result);
    is_over ? claims_.end() : claims_.leave();
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
    bool unsure = false;        // there may have been some that left no sign
    Claim::Others others = Claim::Others::kNone;
    std::vector<std::string> unconfirmed;
  };

  void fail(base::Error error) { out_.result.errors.push_back(std::move(error)); }
  // What the stack is like by now is not known.
  void fail_unsettled(base::Error error) {
    is_settled_ = false;
    fail(std::move(error));
  }

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
      if (done) note(change);
      const std::lock_guard lock(mutex_);
      observer_.after(change, done, over, total);
    };
    return apply(world_, plan, observer, options_.workers);
  }

  void note(const Change& change) {
    const std::lock_guard lock(mutex_);
    const bool made = change.kind == "aws.queue" && change.action == Action::kCreate;
    const bool deleted = change.kind == "aws.queue" && change.action == Action::kDelete;
    if (made) deleted_queues_.erase(change.arn);
    if (deleted) deleted_queues_.insert(change.arn);
    if (made) claims_.queue_made(change.arn);
    if (deleted) claims_.queue_deleted(change.arn);
    if (change.kind == "aws.queue_policy" && change.action == Action::kDelete) claims_.queue_left(change.arn);
  }

  Look look_back(const Plan& written, const ApplyResult& became) {
    Look out;
    auto unconfirmed = find_unconfirmed(world_, written, became, options_.wait, options_.workers);
    if (!unconfirmed.ok()) fail_unsettled(unconfirmed.error());
    if (unconfirmed.ok()) out.unconfirmed = std::move(*unconfirmed);
    out.others = look_at_others();
    out.others_wrote = out.others != Claim::Others::kNone || !out.unconfirmed.empty();
    const bool reads_as_planned = look_again_ && written.changes.empty();
    // What failed is left to the next run, which reads all again.
    out.unsure = !reads_as_planned && is_whole(became) &&
                 (claims_.may_have_missed() || (!claims_.tells() && another_was_here()));
    look_again_ = true;
    out.again = out.others_wrote || out.unsure || any_overtaken(became);
    return out;
  }

  // Whether there are rules or queues of the stack that the spec does not name, or it cannot be told. A page
  // or two for each bus, and what orphan_queues takes; what another wrote over this run's rules,
  // find_unconfirmed has seen.
  bool another_was_here() const { return another_has_rules() || another_has_queues(); }

  bool another_has_queues() const {
    std::set<std::string> known;
    for (const auto& [arn, queue] : desired_.queues) known.insert(arn);
    std::vector<std::string> notes;
    const auto others = orphan_queues(world_, desired_, known, options_.workers, notes);
    return !others.ok() || !others->empty();
  }

  bool another_has_rules() const {
    for (const std::string& bus : desired_.buses) {
      const auto rules = world_.eventbridge.list_rules(bus);
      if (!rules.ok() && rules.error().code == "ResourceNotFoundException") continue;
      if (!rules) return true;
      for (const awsclient::Rule& rule : *rules) {
        const auto mark = read_mark(rule.description);
        const bool named = std::any_of(desired_.rules.begin(), desired_.rules.end(), [&](const auto& wanted) {
          return wanted.bus == rule.bus && wanted.name == rule.name;
        });
        if (mark && mark->stack == desired_.stack && !named) return true;
      }
    }
    return false;
  }

  // One that is ending either ends, or finds this run's writing and goes on.
  Claim::Others look_at_others() {
    Claim::Others out = claims_.others();
    for (int look = 1; out == Claim::Others::kEnding && look < kLooksAtAnEnding; ++look) {
      options_.wait(base::Milliseconds(kEndingPauseMilliseconds));
      out = claims_.others();
    }
    return out;
  }

  // Whoever began later and is still writing reads all again when it is through, so it has the last word.
  // What this run made must stand whole by then, because another finds it only by what its rules lead to.
  bool leave_to(const Look& look) {
    if (look.others != Claim::Others::kLater || !is_whole(out_.result)) return false;
    std::set<std::string> names(look.unconfirmed.begin(), look.unconfirmed.end());
    names.insert("aws.queue " + aws::parse_arn(claims_.later_queue())->resource);
    fail({"SB0332",
          fmt::format(
              "a run that began later ({}) is writing to the stack '{}'; this one leaves it to that: {}",
              claims_.later(), desired_.stack, first_of(names)),
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

  // False when nothing more can be done. Also what needed no writing is looked back at: another may have left
  // the stack to this run after it was read.
  bool write_anew(const Look& look, Plan& written, ApplyResult& became) {
    const bool were_others = look.others_wrote || !others_.empty();
    // One run may have taken away what led to a thing while another made it, and this one what led to a thing
    // that it keeps.
    const bool search = were_others || !all_kept(out_.plan).empty();
    auto observed = observe(world_, desired_, options_.workers,
                            search ? OrphanSearch::kAlways : OrphanSearch::kNever, find_left());
    if (!observed) {
      fail_unsettled(observed.error());
      return false;
    }
    claims_.read_again(*observed);
    observed->deleted_queues = deleted_queues_;
    PlanResult planned = replan_(*observed);
    for (base::Error& problem : planned.problems) fail_unsettled(std::move(problem));
    if (!planned.problems.empty()) return false;
    if (look.others_wrote || look.unsure) note_others(planned.plan);
    written = std::move(planned.plan);
    claims_.name_functions(functions_of(written));
    became = carry_out(written);
    merge(written, became, *observed);
    return true;
  }

  static bool is_same(const Change& a, const Change& b) {
    return a.kind == b.kind && a.name == b.name && a.action == b.action;
  }

  // Where the change stands in the plan so far; a policy may be in it twice, widened and narrowed again.
  size_t find(const Plan& anew, size_t index) const {
    const Change& change = anew.changes[index];
    auto before =
        std::count_if(anew.changes.begin(), anew.changes.begin() + static_cast<std::ptrdiff_t>(index),
                      [&](const Change& other) { return is_same(other, change); });
    const auto& all = out_.plan.changes;
    const auto at = std::find_if(
        all.begin(), all.end(), [&](const Change& other) { return is_same(other, change) && before-- == 0; });
    return static_cast<size_t>(at - all.begin());
  }

  // What has to be changed although this run had written it, or had found it as it should be.
  void note_others(const Plan& anew) {
    for (size_t i = 0; i < anew.changes.size(); ++i) {
      const size_t at = find(anew, i);
      if (at == out_.plan.changes.size() || out_.result.changes[at].done)
        others_.insert(title(anew.changes[i]));
    }
  }

  // What was to be deleted and was not: for what is in it by now, or for who uses it.
  bool was_left(size_t index) const {
    const std::optional<base::Error>& error = out_.result.changes[index].error;
    if (!error || out_.plan.changes[index].action != Action::kDelete) return false;
    return error->code == kHoldsMessages || error->code == kHasChanged;
  }

  // Topics and queues that were to be deleted and were not: they are to be seen also where no rule leads to
  // them any more.
  std::set<std::string> find_left() const {
    std::set<std::string> out;
    for (size_t i = 0; i < out_.result.changes.size(); ++i) {
      const Change& change = out_.plan.changes[i];
      const bool place = change.kind == "aws.topic" || change.kind == "aws.queue";
      if (place && change.action == Action::kDelete && !out_.result.changes[i].done) out.insert(change.arn);
    }
    return out;
  }

  // One that the plan made anew leaves as it is.
  static bool still_stands(const Change& change, const Observed& observed) {
    if (change.action != Action::kDelete) return false;
    return (change.kind == "aws.topic" && observed.topics.contains(change.arn)) ||
           (change.kind == "aws.queue" && observed.queues.contains(change.arn));
  }

  // In another plan than its own: indexes mean nothing there.
  static void stand_alone(Change& change) {
    change.needs.clear();
    change.replaced_by.clear();
  }

  void drop(const std::set<size_t>& indexes) {
    for (auto at = indexes.rbegin(); at != indexes.rend(); ++at) {
      const auto offset = static_cast<std::ptrdiff_t>(*at);
      out_.plan.changes.erase(out_.plan.changes.begin() + offset);
      out_.result.changes.erase(out_.result.changes.begin() + offset);
    }
    for (Change& change : out_.plan.changes) stand_alone(change);
  }

  // `observed`: what the plan was made from.
  void merge(const Plan& anew, const ApplyResult& became, const Observed& observed) {
    std::set<size_t> still_open;
    for (size_t i = 0; i < anew.changes.size(); ++i) {
      size_t at = find(anew, i);
      if (at == out_.plan.changes.size()) {
        out_.plan.changes.push_back(anew.changes[i]);
        stand_alone(out_.plan.changes.back());
        out_.result.changes.emplace_back();
      }
      out_.result.changes[at] = became.changes[i];
      still_open.insert(at);
    }
    out_.plan.kept = anew.kept;
    std::set<size_t> given_up;
    for (size_t i = 0; i < out_.result.changes.size(); ++i) {
      ChangeResult& change = out_.result.changes[i];
      if (change.done || still_open.contains(i)) continue;
      // `kept` and `left` tell of what stays.
      if (was_left(i) || still_stands(out_.plan.changes[i], observed)) given_up.insert(i);
      change.done = true;  // it reads as it should
      change.error.reset();
    }
    drop(given_up);
    out_.plan.left.insert(out_.plan.left.end(), anew.left.begin(), anew.left.end());
    out_.result.stopped = out_.result.stopped || became.stopped;
    out_.result.errors.insert(out_.result.errors.end(), became.errors.begin(), became.errors.end());
  }

  const World& world_;
  const Desired& desired_;
  const std::function<PlanResult(const Observed&)>& replan_;
  const ApplyObserver& observer_;
  const SettleOptions& options_;
  bool look_again_ = false;  // this run has looked back before
  bool is_settled_ = true;
  std::mutex mutex_;  // guards the next two while a plan is carried out
  Claims claims_;
  std::set<std::string> deleted_queues_;
  Settled out_;
  std::set<std::string> others_;
};

}  // namespace

Settled settle(const World& world, const Desired& desired, const Observed& observed, const Plan& plan,
               const std::function<PlanResult(const Observed&)>& replan, const ApplyObserver& observer,
               const SettleOptions& options) {
  if (plan.changes.empty()) {
    Settled out{plan, apply(world, plan, observer, options.workers)};
    if (out.result.ok() && observed.claim && observed.orphans_were_sought && plan.kept.empty())
      forget_unfinished(world.sqs, *observed.claim);
    return out;
  }
  return Settler(world, desired, observed, plan, replan, observer, options).run();
}

}  // namespace sb::reconcile
