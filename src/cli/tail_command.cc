// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

#include "aws/arn.h"
#include "awsclient/sts.h"
#include "base/duration.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/interrupts.h"
#include "cli/listening_post.h"
#include "cli/live_routes.h"
#include "cli/options.h"
#include "cli/suggested_command.h"
#include "cli/tail_view.h"

namespace sb::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What every event matches.
constexpr char kEveryEvent[] = R"({"source":[{"prefix":""}]})";
// How long one ReceiveMessage that is answered may keep Ctrl-C waiting.
constexpr base::Seconds kWaitMost{2};

class Tail {
 public:
  Tail(const GlobalOptions& global, const TailOptions& options)
      : global_(global), options_(options), console_(global.format(), !global.no_color) {}

  int run() {
    if (options_.reap) return reap();
    if (!choose_place()) return kExitFailed;
    say_leftovers(remove_leftovers(world().eventbridge, world().sqs, clock_, {where_.bus}));
    const Interrupts interrupts;
    where_.before_removal = [this] { connection_->finish(); };
    auto post = ListeningPost::open(world().eventbridge, world().sqs, clock_, where_);
    if (!post) {
      console_.error(post.error());
      return Interrupts::any() ? Interrupts::exit_code() : kExitFailed;
    }
    console_.say(fmt::format("listening on the bus {} as {}{}; Ctrl-C ends", where_.bus, (*post)->name(),
                             connection_->is_local() ? "" : " (on AWS a rule may take a minute to work)"));
    const int code = watch(**post);
    if (auto closed = (*post)->close(); !closed) {
      console_.error(closed.error());
      console_.say(fmt::format("{} may still stand; when its time is over, the next tail removes it, or: {}",
                               (*post)->name(), to_paste(global_, {"tail", "", {"--reap"}})));
      return kExitFailed;
    }
    return Interrupts::any() ? Interrupts::exit_code() : code;
  }

 private:
  bool fail(const base::Error& error) {
    console_.error(error);
    return false;
  }

  reconcile::World world() { return connection_->world(); }

  bool open() {
    auto connection = Connection::open(global_, {}, "", process_environment(), {true, false});
    if (!connection) return fail(connection.error());
    connection_ = std::move(*connection);
    return true;
  }

  int reap() {
    if (!open()) return kExitFailed;
    auto buses = world().eventbridge.list_event_bus_names();
    if (!buses) {
      console_.error(buses.error());
      return kExitFailed;
    }
    const Leftovers found = remove_leftovers(world().eventbridge, world().sqs, clock_, *buses);
    for (const base::Error& error : found.errors) console_.error(error);
    if (console_.json()) {
      console_.out(json::to_pretty_text(json::Object{
                       {"schema", "switchboard.tail-reap/1"},
                       {"removed", json::Array(found.removed.begin(), found.removed.end())},
                       {"standing", json::Array(found.standing.begin(), found.standing.end())}}) +
                   "\n");
    } else {
      for (const std::string& name : found.removed) console_.out(fmt::format("removed {}\n", name));
      for (const std::string& name : found.standing)
        console_.say(fmt::format("left alone, in use: {}", name));
    }
    console_.say(summary_of(found, buses->size()));
    return found.errors.empty() ? kExitDone : kExitFailed;
  }

  void say_leftovers(const Leftovers& found) {
    for (const std::string& name : found.removed)
      console_.say(fmt::format("removed {}, left behind by a tail that was killed", name));
    for (const base::Error& error : found.errors)
      console_.warning(
          fmt::format("what killed tails left behind was not looked through: {}", error.message));
  }

  // The bus, the pattern and the realm.
  bool choose_place() {
    where_.lease = *base::parse_duration(options_.lease);
    if (!options_.pattern.empty() && !read_pattern()) return false;
    if (options_.file.empty()) {
      where_.bus = options_.bus.empty() ? "default" : aws::bus_name(options_.bus);
      if (!open()) return false;
    } else if (!choose_by_spec()) {
      return false;
    }
    if (where_.pattern.empty()) where_.pattern = kEveryEvent;
    const auto identity = awsclient::get_caller_identity(connection_->aws());
    if (!identity) return fail(identity.error());
    where_.realm = {identity->account, connection_->aws().region()};
    if (!is_own_bus()) return false;
    return !options_.file.empty() ? say_state_of_rules() : true;
  }

  // A rule stands where its bus is.
  bool is_own_bus() {
    const auto arn = aws::parse_arn(options_.bus);
    if (!arn) return true;
    if (aws::target_kind(*arn) != aws::TargetKind::kBus)
      return fail({"SB0721", fmt::format("{} is not an event bus", options_.bus), "give the name of one"});
    if (arn->realm() == where_.realm) return true;
    return fail(
        {"SB0721",
         fmt::format("the bus {} is in account {}, region {}; a tail listens where its rule can stand, "
                     "and that is here in account {}, region {}",
                     where_.bus, arn->account, arn->region, where_.realm.account, where_.realm.region),
         "take the credentials and the --region of the bus"});
  }

  bool read_pattern() {
    const bool text = base::trim(options_.pattern).starts_with('{');
    const auto read = text ? base::Result<std::string>(options_.pattern) : read_file(options_.pattern);
    if (!read) return fail(read.error());
    where_.pattern = std::string(base::trim(*read));
    const auto pattern = switchboard::Pattern::parse(where_.pattern);
    if (pattern) return true;
    return fail({"", fmt::format("{}: {}", text ? "--pattern" : options_.pattern, pattern.error().message),
                 pattern.error().hint});
  }

  bool choose_by_spec() {
    auto routes = open_routes(global_, options_.file, options_.explain ? "" : options_.route, console_);
    if (!routes) return false;
    connection_ = std::move(routes->connection);
    desired_ = std::move(routes->desired);
    where_.stack = routes->spec.stack;
    std::set<std::string> buses;
    for (const reconcile::DesiredRule& rule : desired_.rules) {
      if (options_.route.empty() || rule.route == options_.route) buses.insert(rule.bus);
    }
    if (!options_.bus.empty()) buses = {aws::bus_name(options_.bus)};
    if (buses.empty())
      return fail({"", fmt::format("{} has no route '{}'", options_.file, options_.route), ""});
    if (buses.size() > 1) {
      const std::vector<std::string> names(buses.begin(), buses.end());
      return fail({"", fmt::format("the routes stand on {} buses: {}", names.size(), base::join(names, ", ")),
                   "a tail listens on one: name it with --bus, or a route with --route"});
    }
    where_.bus = *buses.begin();
    if (!options_.route.empty()) choose_route_pattern();
    return true;
  }

  // A route of several rules is listened to by what its rules have in common; the rest is done here.
  void choose_route_pattern() {
    std::set<std::string> patterns;
    for (const reconcile::DesiredRule& rule : desired_.rules) {
      if (rule.route == options_.route) patterns.insert(rule.pattern);
    }
    where_.pattern = *patterns.begin();
    if (patterns.size() == 1) return;
    const json::Value document = *json::parse_document(where_.pattern);
    json::Object common;
    for (const char* key : {"source", "detail-type"}) {
      if (const json::Value* value = document.get_object().if_contains(key)) common[key] = *value;
    }
    where_.pattern = json::to_text(common);
    for (TailedRoute& route : routes_on(desired_, where_.bus)) {
      if (route.name == options_.route) only_.push_back(std::move(route));
    }
  }

  // What is not live, or not as the spec says, takes no event whatever its pattern.
  bool say_state_of_rules() {
    const auto live = world().eventbridge.list_rules(where_.bus);
    if (!live) return fail(live.error());
    for (const reconcile::DesiredRule& rule : desired_.rules) {
      if (rule.bus != where_.bus) continue;
      const auto at = std::find_if(live->begin(), live->end(),
                                   [&](const awsclient::Rule& one) { return one.name == rule.name; });
      if (at == live->end()) {
        console_.warning(
            fmt::format("the rule {} of the route '{}' is not there: nothing goes to it until: {}", rule.name,
                        rule.route, to_paste(global_, {"apply", options_.file, {}})));
      } else if (at->state == "DISABLED") {
        console_.warning(fmt::format("the rule {} of the route '{}' is disabled: nothing goes to it",
                                     rule.name, rule.route));
      }
    }
    return true;
  }

  bool is_wanted(const std::string& event) const {
    return only_.empty() || !explain_routes(only_, event).took.empty();
  }

  int time_is_up(size_t shown) const {
    if (options_.count == 0) return kExitDone;
    console_.say(fmt::format("{} of {} events in {}", shown, options_.count, options_.timeout));
    return kExitFailed;
  }

  int watch(ListeningPost& post) {
    const TailView view(console_, options_.explain, routes_on(desired_, where_.bus));
    const auto timeout = base::parse_duration(options_.timeout);
    const auto begin = SteadyClock::now();
    // A wait must not outlast the time after which the lease is renewed.
    const base::Seconds wait_most = std::clamp(where_.lease / 3, base::Seconds(1), kWaitMost);
    size_t shown = 0;
    while (!Interrupts::any()) {
      base::Seconds wait = wait_most;
      if (timeout) {
        const auto left = *timeout - std::chrono::duration_cast<base::Seconds>(SteadyClock::now() - begin);
        if (left <= base::Seconds(0)) return time_is_up(shown);
        wait = std::min(wait, left);
      }
      if (auto renewed = post.renew(); !renewed) console_.warning(renewed.error().message);
      const auto messages = post.receive(wait);
      if (!messages && Interrupts::any()) break;
      if (!messages) {
        console_.error(messages.error());
        return kExitFailed;
      }
      for (const awsclient::ReceivedMessage& message : *messages) {
        if (!is_wanted(message.body)) continue;
        console_.out(view.show(message.body));
        // Nobody reads any more: `tail | head`.
        if (std::ferror(stdout) != 0) return kExitDone;
        if (++shown == options_.count) return kExitDone;
      }
      if (auto removed = post.remove_messages(*messages); !removed) console_.warning(removed.error().message);
    }
    return kExitInterrupted;
  }

  const GlobalOptions& global_;
  const TailOptions& options_;
  const Console console_;
  base::SystemClock clock_;
  std::unique_ptr<Connection> connection_;
  reconcile::Desired desired_;     // of the spec, if there is one
  std::vector<TailedRoute> only_;  // what must take an event for it to be shown; empty: nothing must
  Listening where_;
};

}  // namespace

int run_tail(const GlobalOptions& global, const TailOptions& options) { return Tail(global, options).run(); }

}  // namespace sb::cli
