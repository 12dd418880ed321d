// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/arn.h"
#include "aws/limits.h"
#include "awsclient/event_batches.h"
#include "awsclient/sts.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/event_input.h"
#include "cli/exit_code.h"
#include "cli/happenings.h"
#include "cli/interrupt.h"
#include "cli/interrupts.h"
#include "cli/live_routes.h"
#include "cli/options.h"
#include "cli/send_checks.h"
#include "cli/suggested_command.h"

namespace sb::cli {
namespace {

struct Outcome {
  std::string id;       // given by EventBridge; empty for what happened in Genesys Cloud
  std::string dropped;  // why it went nowhere
  std::string error_code;
  std::string error;
};

// The events of a run, the way each goes, and what became of it.
class Sending {
 public:
  Sending(const GlobalOptions& global, const SendOptions& options)
      : global_(global), options_(options), console_(global.format(), !global.no_color) {}

  int run() {
    if (!is_well_asked()) return kExitUsage;
    if (!make_events()) return kExitFailed;
    for (SampleEvent& event : events_) {
      if (!options_.bus.empty()) event.entry.bus = options_.bus;
      ways_.push_back(way_of(event.entry));
    }
    if (!may_be_sent()) return kExitFailed;
    const Interrupts interrupts;
    send();
    return report();
  }

 private:
  bool fail(const base::Error& error) {
    console_.error(error);
    return false;
  }

  bool is_well_asked() {
    const int sources = !options_.input.empty() + !options_.route.empty() + !options_.event.empty();
    if (sources != 1) {
      return fail({"", sources == 0 ? "there is nothing to send" : "events come from one place",
                   "give one of: a FILE of events (- is stdin), -f SPEC --route ROUTE, --event NAME"});
    }
    if (!options_.route.empty() && options_.file.empty())
      return fail({"", "--route names a route of a spec, and there is none", "give -f SPEC"});
    if (options_.as == "genesys" && !options_.bus.empty())
      return fail({"",
                   "--as genesys has no bus: what happens in an organisation goes where it sends its events",
                   "drop --bus, or --as genesys"});
    if (!options_.input.empty() && options_.count != 1)
      return fail({"", "--count is for --route and --event; a file has its own number of events", ""});
    return true;
  }

  bool make_events() {
    if (!options_.input.empty()) return read_file_of_events();
    return options_.route.empty() ? make_named() : make_for_route();
  }

  // A spec, where one is given, says where to.
  bool read_file() {
    if (options_.file.empty()) return true;
    spec_ = read_spec(options_.file, console_);
    return spec_.has_value();
  }

  bool open(bool genesys) {
    const GenesysSettings settings =
        spec_ ? GenesysSettings{spec_->genesys.region, spec_->genesys.auth} : GenesysSettings{};
    auto connection = Connection::open(global_, settings, spec_ ? spec_->aws.region : "",
                                       process_environment(), {true, genesys});
    if (!connection) return fail(connection.error());
    connection_ = std::move(*connection);
    return !spec_ || is_signed_in_as_meant(*spec_, *connection_, console_);
  }

  bool read_file_of_events() {
    if (!read_file()) return false;
    auto events = read_events(options_.input, console_);
    if (!events || !open(false)) return false;
    events_ = std::move(*events);
    return true;
  }

  bool make_for_route() {
    auto routes = open_routes(global_, options_.file, options_.route, console_);
    if (!routes) return false;
    auto events = make_route_events(routes->desired, options_.route, options_.count, clock_.now());
    if (!events) return fail(events.error());
    events_ = std::move(*events);
    connection_ = std::move(routes->connection);
    return true;
  }

  bool make_named() {
    if (!read_file()) return false;
    const spec::Catalogue catalogue = spec_ ? spec_->catalogue : spec::Catalogue::built_in();
    const spec::Event* event = catalogue.find_event(options_.event);
    if (event == nullptr) {
      const auto near = catalogue.suggest_event(options_.event);
      return fail({"", fmt::format("no event is called '{}'", options_.event),
                   near ? fmt::format("did you mean '{}'?", *near)
                        : "name one of the catalogue, or give -f SPEC with families:"});
    }
    if (!options_.queue.empty() && event->queue_path.empty())
      return fail({"", fmt::format("'{}' never carries a queue id", event->name), "drop --queue"});
    const bool by_name = !options_.queue.empty() && !is_id(options_.queue);
    if (!open(by_name)) return false;
    const auto queue = find_queue();
    if (!queue) return fail(queue.error());
    events_ = make_named_events(*event, *catalogue.find_family(event->family), *queue, options_.count,
                                clock_.now());
    return true;
  }

  // As Genesys Cloud's ids are written: 8-4-4-4-12 hexadecimal digits.
  static bool is_id(const std::string& text) {
    static constexpr size_t kLength = 36;
    return text.size() == kLength && std::count(text.begin(), text.end(), '-') == 4 &&
           text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
  }

  base::Result<std::optional<SampleQueue>> find_queue() {
    if (options_.queue.empty()) return std::optional<SampleQueue>{};
    if (is_id(options_.queue)) return std::optional(SampleQueue{options_.queue, ""});
    const auto found = connection_->genesys()->queues_named(options_.queue);
    if (!found) return found.error();
    if (found->size() == 1) return std::optional(SampleQueue{found->front().id, found->front().name});
    return base::Error{"",
                       fmt::format("Genesys Cloud has {} queues called '{}'",
                                   found->empty() ? "no" : "several", options_.queue),
                       found->empty() ? "names count to the letter; those there are: " +
                                            to_paste(global_, {"queues", options_.file, {}})
                                      : "give the id of the one you mean"};
  }

  Way way_of(const awsclient::PutEventsEntry& entry) const {
    if (options_.as == "genesys") return Way::kGenesys;
    const bool other_way = connection_->is_local() && options_.as.empty() && is_beyond_put_events(entry);
    return other_way ? Way::kGenesys : Way::kPutEvents;
  }

  bool may_be_sent() {
    if (options_.as == "genesys" && !connection_->is_local()) {
      return fail({"SB0711",
                   "events happen in a Genesys Cloud organisation by themselves; nobody can put one in",
                   "use the local cloud (--local), or put the event on a bus (--as events)"});
    }
    const std::vector<base::Error> problems = check_events(events_, ways_);
    for (const base::Error& problem : problems) console_.error(problem);
    if (!problems.empty()) return false;
    for (const SampleEvent& event : events_) {
      if (awsclient::entry_bytes(event.entry) > aws::kSnsMessageBytesMax)
        console_.warning(fmt::format("{}: an SNS topic takes no more than {} bytes of it", event.place,
                                     aws::kSnsMessageBytesMax));
    }
    return buses_exist();
  }

  // A bus of another account or region, which cannot be looked up from here.
  bool is_elsewhere(const std::string& bus) const {
    const auto arn = aws::parse_arn(bus);
    if (!arn) return false;
    const auto identity = awsclient::get_caller_identity(connection_->aws());
    return !identity || arn->realm() != aws::Realm{identity->account, connection_->aws().region()};
  }

  // PutEvents takes events for a bus that does not exist, and drops them.
  bool buses_exist() {
    std::set<std::string> buses;
    for (size_t i = 0; i < events_.size(); ++i) {
      const std::string& bus = events_[i].entry.bus;
      if (ways_[i] == Way::kPutEvents && !bus.empty() && bus != "default" && !is_elsewhere(bus))
        buses.insert(bus);
    }
    bool good = true;
    for (const std::string& bus : buses) {
      const auto rules = connection_->world().eventbridge.list_rules(bus, "switchboard-");
      if (rules.ok() || rules.error().code != "ResourceNotFoundException") continue;
      good =
          fail({"SB0301",
                fmt::format("there is no event bus {}; EventBridge would take the events and drop them", bus),
                "make the bus, or name another with --bus"});
    }
    return good;
  }

  std::vector<size_t> going(Way way) const {
    std::vector<size_t> out;
    for (size_t i = 0; i < ways_.size(); ++i) {
      if (ways_[i] == way) out.push_back(i);
    }
    return out;
  }

  void send() {
    outcomes_.resize(events_.size());
    put(going(Way::kPutEvents));
    let_happen(going(Way::kGenesys));
  }

  void put(const std::vector<size_t>& indices) {
    std::vector<awsclient::PutEventsEntry> entries;
    for (const size_t index : indices) entries.push_back(events_[index].entry);
    if (entries.empty()) return;
    awsclient::BatchOptions how;
    how.progress = [&](size_t done) { console_.progress("events", done, entries.size()); };
    how.stop = Interrupts::any;
    const auto results = awsclient::put_all(connection_->world().eventbridge, sleeper_, entries, how);
    for (size_t i = 0; i < indices.size(); ++i)
      outcomes_[indices[i]] = {results[i].event_id, "", results[i].error_code, results[i].error_message};
  }

  void let_happen(const std::vector<size_t>& indices) {
    std::vector<SampleEvent> events;
    for (const size_t index : indices) events.push_back(events_[index]);
    if (events.empty()) return;
    const auto results = make_happen(connection_->http(), connection_->local_url(), events, Interrupts::any);
    for (size_t i = 0; i < indices.size(); ++i) {
      Outcome& outcome = outcomes_[indices[i]];
      outcome.dropped = results[i].dropped;
      outcome.error = results[i].error;
      if (!results[i].tried) outcome = {"", "", awsclient::kNotSent, "it was not sent"};
    }
  }

  int report() {
    size_t failed = 0;
    size_t dropped = 0;
    for (const Outcome& outcome : outcomes_) {
      failed += !outcome.error.empty() || !outcome.error_code.empty() ? 1 : 0;
      dropped += outcome.dropped.empty() ? 0 : 1;
    }
    console_.out(console_.json() ? as_json(failed, dropped) : as_text());
    say_failures();
    console_.say(fmt::format("{} of {} events sent{}{}", events_.size() - failed - dropped, events_.size(),
                             failed > 0 ? fmt::format(", {} failed", failed) : "",
                             dropped > 0 ? fmt::format(", {} went nowhere", dropped) : ""));
    if (Interrupts::any()) return Interrupts::exit_code();
    return failed + dropped == 0 ? kExitDone : kExitFailed;
  }

  // One line a reason, not one an event that was never tried.
  void say_failures() const {
    size_t not_sent = 0;
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      const Outcome& outcome = outcomes_[i];
      if (outcome.error_code == awsclient::kNotSent) {
        ++not_sent;
      } else if (!outcome.error.empty() || !outcome.error_code.empty()) {
        console_.error({"",
                        fmt::format("{}: {}{}{}", events_[i].place, outcome.error_code,
                                    outcome.error_code.empty() ? "" : ": ", outcome.error),
                        ""});
      } else if (!outcome.dropped.empty()) {
        console_.warning(
            fmt::format("{}: it happened and went nowhere: {}", events_[i].place, outcome.dropped));
      }
    }
    if (not_sent > 0) console_.say(fmt::format("{} events were not sent after that", not_sent));
  }

  static const char* word_of(Way way) { return way == Way::kPutEvents ? "events" : "genesys"; }

  std::string as_text() const {
    std::string out;
    for (size_t i = 0; i < events_.size(); ++i) {
      const Outcome& outcome = outcomes_[i];
      if (!outcome.error.empty() || !outcome.error_code.empty() || !outcome.dropped.empty()) continue;
      const awsclient::PutEventsEntry& entry = events_[i].entry;
      out += fmt::format("{}  {}{}{}\n", outcome.id.empty() ? "happened" : outcome.id, entry.source,
                         entry.source.empty() ? "" : "  ", entry.detail_type);
    }
    return out;
  }

  std::string as_json(size_t failed, size_t dropped) const {
    json::Array rows;
    for (size_t i = 0; i < events_.size(); ++i) {
      const Outcome& outcome = outcomes_[i];
      json::Object row{{"event", events_[i].place},
                       {"as", word_of(ways_[i])},
                       {"source", events_[i].entry.source},
                       {"detail-type", events_[i].entry.detail_type}};
      if (!outcome.id.empty()) row["id"] = outcome.id;
      if (!outcome.dropped.empty()) row["dropped"] = outcome.dropped;
      if (!outcome.error.empty() || !outcome.error_code.empty())
        row["error"] = json::Object{{"code", outcome.error_code}, {"message", outcome.error}};
      rows.push_back(std::move(row));
    }
    return json::to_pretty_text(json::Object{{"schema", "switchboard.send/1"},
                                             {"sent", events_.size() - failed - dropped},
                                             {"failed", failed},
                                             {"dropped", dropped},
                                             {"events", std::move(rows)}}) +
           "\n";
  }

  const GlobalOptions& global_;
  const SendOptions& options_;
  const Console console_;
  base::SystemClock clock_;
  InterruptibleSleeper sleeper_;
  std::optional<spec::Spec> spec_;
  std::unique_ptr<Connection> connection_;
  std::vector<SampleEvent> events_;
  std::vector<Way> ways_;          // by the same index
  std::vector<Outcome> outcomes_;  // by the same index
};

}  // namespace

int run_send(const GlobalOptions& global, const SendOptions& options) {
  return Sending(global, options).run();
}

}  // namespace sb::cli
