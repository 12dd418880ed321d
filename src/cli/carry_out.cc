// SPDX-License-Identifier: Apache-2.0
#include "cli/carry_out.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>

#include "cli/exit_code.h"
#include "cli/plan_view.h"
#include "net/retry.h"

namespace sb::cli {
namespace {

// Set by the signal, read by every worker of an apply.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch only lock-free atomics");

void on_interrupt(int) { interrupted = true; }

// Ctrl-C sets a flag as long as this lives.
class InterruptGuard {
 public:
  InterruptGuard() {
    interrupted = false;
    before_ = std::signal(SIGINT, on_interrupt);
  }
  ~InterruptGuard() { std::signal(SIGINT, before_); }

 private:
  void (*before_)(int);
};

}  // namespace

reconcile::ApplyObserver make_observer() {
  reconcile::ApplyObserver out;
  out.pause = [](base::Milliseconds duration) { net::RealSleeper().sleep(duration); };
  out.now = [] {
    return std::chrono::duration_cast<base::Milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  };
  return out;
}

int carry_out(Stack& stack, bool yes, const char* schema, const char* verb, const Console& console) {
  const reconcile::PlanResult& planned = stack.plan;
  for (const base::Error& problem : planned.problems) console.error(problem);
  if (!planned.problems.empty()) return kExitFailed;
  say_remarks(planned.plan, console);
  if (!planned.plan.changes.empty() && !yes) {
    if (!console.json()) console.out(plan_as_text(planned.plan, console));
    if (!console.is_terminal()) {
      console.error(
          {"", fmt::format("{} changes nothing without a yes, and there is no terminal to ask on", verb),
           "give --yes"});
      return kExitFailed;
    }
    if (!console.confirm(fmt::format("{} {} changes?", verb, planned.plan.changes.size())))
      return kExitFailed;
  }
  const InterruptGuard guard;
  reconcile::ApplyObserver observer = make_observer();
  observer.before = [&](size_t index, size_t total) { console.progress(verb, index + 1, total); };
  observer.stop = [] { return interrupted.load(); };
  observer.say = [&](const std::string& line) { console.say(line); };
  const reconcile::ApplyResult result = reconcile::apply(stack.connection->world(), planned.plan, observer);
  console.out(console.json() ? plan_as_json(planned.plan, schema, &result)
                             : result_as_text(planned.plan, result, console));
  for (const base::Error& error : result.errors) console.error(error);
  for (const reconcile::ChangeResult& change : result.changes) {
    if (change.error && change.error->code != "Skipped" && change.error->code != "Stopped")
      console.error(*change.error);
  }
  if (result.stopped) return kExitInterrupted;
  return result.ok() && planned.plan.kept.empty() ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
