// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/arn.h"
#include "cli/carry_out.h"
#include "cli/demo_events.h"
#include "cli/demo_listener.h"
#include "cli/embedded_examples.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/interrupts.h"
#include "cli/options.h"
#include "cli/plan_view.h"
#include "cli/scratch_folder.h"
#include "cli/stack.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/apply.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

using SteadyClock = DemoListener::SteadyClock;

constexpr char kTargetQueue[] = "conversation-ended-in-general-support";
constexpr size_t kEventsPerRequest = 200;
constexpr std::chrono::seconds kPatience{120};

// One rule of the demo: what its queue should get, and what it got.
struct DemoRoute {
  std::string name;
  std::string pattern;
  std::string queue_url;
  std::set<std::string> expected;
  std::unique_ptr<DemoListener> listener;
};

struct RouteReport {
  std::string name;
  size_t expected = 0;
  size_t delivered = 0;  // of those expected
  size_t lost = 0;
  size_t unexpected = 0;  // not asked for, or twice
  double p50_ms = 0;
  double p99_ms = 0;
};

class Demo {
 public:
  Demo(const GlobalOptions& global, const DemoOptions& options)
      : options_(options), console_(global.format(), !global.no_color) {}

  int run() {
    started_ = SteadyClock::now();
    const bool good = make_folder() && start_cloud() && make_target_queue() &&
                      apply_example("fanout", kFanoutExample) &&
                      apply_example("queue-filter", kQueueFilterExample) &&
                      apply_example("partner", kPartnerExample) && listen() && make_events_happen();
    if (good) await_deliveries();
    if (Interrupts::any()) return Interrupts::exit_code();
    return good ? report() : kExitFailed;
  }

 private:
  bool fail(const base::Error& error) {
    console_.error(error);
    return false;
  }

  bool make_folder() {
    auto made = ScratchFolder::make("switchboard-demo");
    if (!made) return fail(made.error());
    scratch_ = std::move(*made);
    return true;
  }

  bool start_cloud() {
    cloud::CloudOptions cloud_options;
    cloud_options.data_directory = scratch_->path() + "/data";
    auto started = OwnCloud::start(std::move(cloud_options));
    if (!started) return fail(started.error());
    cloud_ = std::move(*started);
    console_.say(fmt::format("local cloud at {}, data on disk", cloud_->url()));
    global_.local = true;
    global_.local_url = cloud_->url();
    auto connection = Connection::open(global_, {}, "us-east-1", fixed_environment({}), {true, false});
    if (!connection) return fail(connection.error());
    connection_ = std::move(*connection);
    return true;
  }

  bool make_target_queue() {
    auto url = connection_->world().sqs.create_queue(kTargetQueue, {}, {});
    if (!url) return fail(url.error());
    target_url_ = *url;
    return true;
  }

  bool apply_example(const std::string& name, std::string_view text) {
    if (Interrupts::any()) return false;
    const auto environment = fixed_environment(
        {{"AWS_TARGET_ARN", fmt::format("arn:aws:sqs:us-east-1:{}:{}", cloud::kLocalAccount, kTargetQueue)}});
    spec::Loaded loaded = spec::load(text, "examples/" + name + ".yaml", environment);
    if (!loaded.spec) return fail({"", loaded.diagnostics.to_text(), ""});
    auto connection = Connection::open(global_, {loaded.spec->genesys.region, loaded.spec->genesys.auth},
                                       "us-east-1", environment, {});
    if (!connection) return fail(connection.error());
    auto stack =
        plan_stack(std::move(*loaded.spec), std::move(*connection), {}, {}, Purpose::kApply, console_);
    if (!stack) return false;
    for (const base::Error& problem : stack->plan.problems) console_.error(problem);
    if (!stack->plan.problems.empty()) return false;
    reconcile::ApplyObserver observer = make_observer();
    observer.stop = Interrupts::any;
    const auto result = reconcile::apply(stack->connection->world(), stack->plan.plan, observer);
    if (Interrupts::any()) return false;
    if (!result.ok()) {
      console_.say(result_as_text(stack->plan.plan, result, console_));
      return false;
    }
    console_.say(fmt::format("applied examples/{}.yaml: {} changes", name, stack->plan.plan.changes.size()));
    for (const reconcile::DesiredEventType& type : stack->desired.event_types) subscribed_.insert(type.name);
    if (const auto& integration = stack->desired.integration)
      subscribed_.insert(integration->topics.begin(), integration->topics.end());
    for (const reconcile::DesiredRule& rule : stack->desired.rules) {
      routes_.push_back({rule.route, rule.pattern, "", {}, nullptr});
      if (aws::parse_arn(rule.targets.front().arn)->service == "sqs") {
        routes_.back().queue_url = target_url_;
      } else if (!subscribe_queue(routes_.back(), rule.targets.front().arn)) {
        return false;
      }
    }
    return true;
  }

  // Makes a queue for a topic's messages and subscribes it, as the team that wants them would.
  bool subscribe_queue(DemoRoute& route, const std::string& topic_arn) {
    const reconcile::World world = connection_->world();
    const std::string name = "listener-" + route.name;
    const std::string arn = fmt::format("arn:aws:sqs:us-east-1:{}:{}", cloud::kLocalAccount, name);
    const json::Object policy{
        {"Version", "2012-10-17"},
        {"Statement",
         json::Array{json::Object{{"Effect", "Allow"},
                                  {"Principal", {{"Service", "sns.amazonaws.com"}}},
                                  {"Action", "sqs:SendMessage"},
                                  {"Resource", arn},
                                  {"Condition", {{"ArnEquals", {{"aws:SourceArn", topic_arn}}}}}}}}};
    auto url = world.sqs.create_queue(name, {{"Policy", json::to_text(policy)}}, {});
    if (!url) return fail(url.error());
    route.queue_url = *url;
    auto subscribed = world.sns.subscribe(topic_arn, "sqs", arn, {{"RawMessageDelivery", "true"}});
    return subscribed.ok() ? true : fail(subscribed.error());
  }

  bool listen() {
    for (DemoRoute& route : routes_)
      route.listener = std::make_unique<DemoListener>(connection_->aws(), route.queue_url);
    return true;
  }

  // What each route should get, by the reference matcher and the list of subscribed types alone.
  void expect(const DemoEvent& event) {
    if (!subscribed_.contains(event.detail_type)) return;
    const auto read = pattern::read_event(event.line);
    for (size_t i = 0; i < routes_.size(); ++i) {
      if (read.ok() && pattern::matches(*patterns_[i], *read.event)) routes_[i].expected.insert(event.id);
    }
  }

  bool make_events_happen() {
    for (const DemoRoute& route : routes_) patterns_.push_back(pattern::parse(route.pattern).pattern);
    std::set<std::string> kinds;
    for (size_t first = 0; first < options_.events; first += kEventsPerRequest) {
      if (Interrupts::any()) return false;
      std::string body;
      const size_t last = std::min(first + kEventsPerRequest, options_.events);
      std::vector<std::string> ids;
      for (size_t number = first; number < last; ++number) {
        const DemoEvent event = make_demo_event(number);
        expect(event);
        kinds.insert(event.source + " " + event.detail_type);
        ids.push_back(event.id);
        body += event.line + "\n";
      }
      const auto now = SteadyClock::now();
      for (std::string& id : ids) happened_.emplace(std::move(id), now);
      const auto answer = connection_->http().send({"POST",
                                                    cloud_->url() + "/_switchboard/genesys/events",
                                                    {{"Content-Type", "application/x-ndjson"}},
                                                    body,
                                                    std::nullopt});
      if (!answer) return fail(answer.error());
      if (answer->status != 200)
        return fail({"", fmt::format("making events happen failed: {}", answer->body), ""});
      console_.progress("events", last, options_.events);
    }
    console_.say(
        fmt::format("{} events of {} kinds happened in the organisation", options_.events, kinds.size()));
    return true;
  }

  void await_deliveries() {
    const auto deadline = SteadyClock::now() + kPatience;
    const auto complete = [](const DemoRoute& route) {
      return route.listener->count() >= route.expected.size();
    };
    while (!std::all_of(routes_.begin(), routes_.end(), complete) && SteadyClock::now() < deadline &&
           !Interrupts::any()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    for (DemoRoute& route : routes_) route.listener->stop();
    for (DemoRoute& route : routes_) route.listener->finish();
  }

  RouteReport measure(const DemoRoute& route) const {
    RouteReport out;
    out.name = route.name;
    out.expected = route.expected.size();
    std::vector<double> latencies;
    std::set<std::string> seen;
    for (const auto& [id, when] : route.listener->arrivals()) {
      const bool wanted = route.expected.contains(id) && seen.insert(id).second;
      if (!wanted) {
        ++out.unexpected;
        continue;
      }
      ++out.delivered;
      latencies.push_back(std::chrono::duration<double, std::milli>(when - happened_.at(id)).count());
    }
    out.lost = out.expected - out.delivered;
    out.unexpected += route.listener->errors().size();
    std::sort(latencies.begin(), latencies.end());
    if (!latencies.empty()) {
      out.p50_ms = latencies[latencies.size() / 2];
      out.p99_ms = latencies[latencies.size() * 99 / 100];
    }
    return out;
  }

  int report() {
    std::vector<RouteReport> reports;
    for (const DemoRoute& route : routes_) reports.push_back(measure(route));
    const double seconds = std::chrono::duration<double>(SteadyClock::now() - started_).count();
    size_t lost = 0;
    size_t unexpected = 0;
    for (const RouteReport& r : reports) {
      lost += r.lost;
      unexpected += r.unexpected;
    }
    for (const DemoRoute& route : routes_) {
      for (const std::string& error : route.listener->errors())
        console_.error({"", fmt::format("route {}: {}", route.name, error), ""});
    }
    console_.out(console_.json() ? as_json(reports, lost, seconds)
                                 : as_text(reports, lost, unexpected, seconds));
    return lost == 0 && unexpected == 0 ? kExitDone : kExitFailed;
  }

  std::string as_json(const std::vector<RouteReport>& reports, size_t lost, double seconds) const {
    json::Array rows;
    for (const RouteReport& r : reports) {
      rows.push_back(json::Object{{"name", r.name},
                                  {"expected", r.expected},
                                  {"delivered", r.delivered},
                                  {"lost", r.lost},
                                  {"unexpected", r.unexpected},
                                  {"p50_ms", r.p50_ms},
                                  {"p99_ms", r.p99_ms}});
    }
    return json::to_pretty_text(json::Object{{"schema", "switchboard.demo/1"},
                                             {"events", options_.events},
                                             {"routes", rows},
                                             {"lost", lost},
                                             {"seconds", seconds}}) +
           "\n";
  }

  std::string as_text(const std::vector<RouteReport>& reports, size_t lost, size_t unexpected,
                      double seconds) const {
    std::string out = fmt::format("\n{:<24}{:>10}{:>11}{:>7}{:>12}{:>10}{:>10}\n", "route", "expected",
                                  "delivered", "lost", "unexpected", "p50 ms", "p99 ms");
    for (const RouteReport& r : reports) {
      out += fmt::format("{:<24}{:>10}{:>11}{:>7}{:>12}{:>10.1f}{:>10.1f}\n", r.name, r.expected, r.delivered,
                         r.lost, r.unexpected, r.p50_ms, r.p99_ms);
    }
    const std::string verdict =
        lost == 0 && unexpected == 0
            ? console_.paint("nothing lost", "32")
            : console_.paint(fmt::format("{} lost, {} unexpected", lost, unexpected), "31");
    return out + fmt::format("\n{} events in {:.1f} s: {}.\n", options_.events, seconds, verdict);
  }

  const DemoOptions& options_;
  const Console console_;
  GlobalOptions global_;
  const Interrupts interrupts_;  // goes last, when what is temporary is gone
  std::unique_ptr<ScratchFolder> scratch_;
  std::unique_ptr<OwnCloud> cloud_;
  std::unique_ptr<Connection> connection_;
  std::string target_url_;
  std::set<std::string> subscribed_;
  std::vector<DemoRoute> routes_;
  std::vector<std::optional<pattern::Pattern>> patterns_;
  std::map<std::string, SteadyClock::time_point> happened_;
  SteadyClock::time_point started_;
};

}  // namespace

int run_demo(const GlobalOptions& global, const DemoOptions& options) { return Demo(global, options).run(); }

}  // namespace sb::cli
