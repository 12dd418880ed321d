// SPDX-License-Identifier: Apache-2.0
#include "cli/carry_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"
#include "cli/awaiting.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/plan_view.h"
#include "cli/progress.h"
#include "cli/suggested_command.h"
#include "reconcile/operation_text.h"
#include "reconcile/settle.h"

namespace sb::cli {

reconcile::ApplyObserver make_observer() {
  static InterruptibleSleeper sleeper;
  reconcile::ApplyObserver out;
  out.pause = [](base::Milliseconds duration) { sleeper.sleep(duration); };
  out.now = [] {
    return std::chrono::duration_cast<base::Milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  };
  return out;
}

namespace {

// "Allow a short period of time for changes to take effect" (PutRule, PutTargets in EventBridge's API
// reference): seconds to about a minute.
constexpr base::Seconds kSettling{60};

std::string identity_of(const reconcile::Change& change) {
  return fmt::format("{} {} {} {}", reconcile::action_word(change.action), change.kind, change.name,
                     reconcile::text_of(change.operations));
}

// What a saved plan may do: what was shown, once.
class SavedPlanBounds {
 public:
  SavedPlanBounds(std::string file, const reconcile::Plan& shown) : file_(std::move(file)) {
    if (file_.empty()) return;
    for (const reconcile::Change& change : shown.changes) open_.insert(identity_of(change));
  }

  void note_done(const reconcile::Change& change) {
    if (!file_.empty()) open_.erase(identity_of(change));
  }

  // Adds a problem to a plan that was made anew and does more.
  reconcile::PlanResult hold(reconcile::PlanResult anew) const {
    std::vector<std::string> beyond;
    for (const reconcile::Change& change : anew.plan.changes) {
      if (!file_.empty() && !open_.contains(identity_of(change)))
        beyond.push_back(fmt::format("{} {}", change.kind, change.name));
    }
    if (!beyond.empty()) {
      anew.problems.push_back(
          {"SB0342",
           fmt::format("what has to be done has become more than {} shows while it was carried out, by what "
                       "others wrote or by messages that came; it is not carried on: {}",
                       file_, base::join(beyond, ", ")),
           "see what became of these, and save a plan of what has to be done now"});
    }
    return anew;
  }

 private:
  const std::string file_;      // empty: the plan was not saved, and all may be planned anew
  std::set<std::string> open_;  // what was shown and is not done yet
};

reconcile::Settled settle(Stack& stack, const StackOptions& options, const char* verb,
                          const Console& console) {
  static const base::SystemClock kClock;
  static InterruptibleSleeper sleeper;
  Progress progress(console, verb, stack.plan.plan.changes.size());
  reconcile::ApplyObserver observer = make_observer();
  observer.say = [&](const std::string& line) { console.say(line); };
  SavedPlanBounds bounds(options.saved_plan, stack.plan.plan);
  observer.after = [&](const reconcile::Change& change, bool done, size_t over, size_t total) {
    if (done) bounds.note_done(change);
    progress.show(over, total);
  };
  observer.stop = was_interrupted;
  observer.verb = verb;
  if (stack.connection->is_aws_itself()) observer.settling = kSettling;
  const auto replan = [&](const reconcile::Observed& observed) {
    return bounds.hold(stack.replan(stack.desired, observed));
  };
  return reconcile::settle(stack.connection->world(), stack.desired, stack.observed, stack.plan.plan, replan,
                           observer, {kClock, [](base::Milliseconds time) { sleeper.sleep(time); }});
}

// What is kept because of what came after the plan was shown.
void say_kept_besides(const reconcile::Plan& shown, const reconcile::Plan& became, const Console& console) {
  const std::vector<std::string> said = reconcile::all_kept(shown);
  for (const std::string& kept : reconcile::all_kept(became)) {
    if (std::find(said.begin(), said.end(), kept) == said.end()) console.warning(kept);
  }
}

}  // namespace

int carry_out(const GlobalOptions& global, Stack& stack, const StackOptions& options, const char* schema,
              const char* verb, const Console& console) {
  const reconcile::PlanResult& planned = stack.plan;
  for (const base::Error& problem : planned.problems) console.error(problem);
  if (!planned.problems.empty()) return kExitFailed;
  say_remarks(planned.plan, console);
  if (!planned.plan.changes.empty() && !options.yes) {
    const std::string shown = plan_as_text(planned.plan, console);
    if (!console.json()) console.out(shown);
    // The document is one, of what became of the changes.
    if (console.json() && console.is_terminal())
      console.say(std::string_view(shown).substr(0, shown.find_last_not_of('\n') + 1));
    if (!console.is_terminal()) {
      console.error(
          {"", fmt::format("{} changes nothing without a yes, and there is no terminal to ask on", verb),
           "give --yes"});
      return kExitFailed;
    }
    if (!console.confirm(fmt::format("{} {} changes?", verb, planned.plan.changes.size())))
      return options.detailed_exit_code ? kExitChanges : kExitFailed;
  }
  const InterruptGuard guard;
  const reconcile::Settled settled = settle(stack, options, verb, console);
  const reconcile::ApplyResult& result = settled.result;
  say_kept_besides(planned.plan, settled.plan, console);
  console.out(console.json() ? plan_as_json(settled.plan, schema, &result)
                             : result_as_text(settled.plan, result, console));
  for (const base::Error& error : result.errors) console.error(error);
  for (const reconcile::ChangeResult& change : result.changes) {
    if (change.error && change.error->code != "Skipped" && change.error->code != "Stopped")
      console.error(*change.error);
  }
  if (result.stopped || (was_interrupted() && !result.ok())) return kExitInterrupted;
  say_awaiting(stack, settled.plan, result, to_paste(global, {"verify", stack.source.file, {}}), console);
  return result.ok() && reconcile::all_kept(settled.plan).empty() ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
