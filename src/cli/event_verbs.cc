// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"
#include "cli/verbs.h"

namespace sb::cli {
namespace {

void add_send(CLI::App& app, Verbs& v) {
  CLI::App* send = app.add_subcommand("send", "Put sample events in, from a file or made for a route");
  send->add_option("input", v.send.input,
                   "Events or PutEvents entries, one a line or a JSON list; - is stdin")
      ->type_name("FILE");
  send->add_option("-f,--file", v.send.file, "A spec, for --route, and for --event of its families");
  CLI::Option* route =
      send->add_option("--route", v.send.route, "Make events that this route's rule matches");
  CLI::Option* event = send->add_option("--event", v.send.event, "Make a sample of this event, by its name");
  send->add_option("--queue", v.send.queue, "The queue that --event happened in: id or name")->needs(event);
  event->excludes(route);
  send->add_option("--count", v.send.count, "How many --route or --event makes")
      ->capture_default_str()
      ->check(whole_number(1, 1000000, "events"));
  send->add_option("--bus", v.send.bus, "Put them on this bus, not on their own");
  send->add_option("--as", v.send.as,
                   "events: by PutEvents; genesys: they happen in the local cloud's organisation")
      ->check(CLI::IsMember({"events", "genesys"}));
  send->callback([&v] { v.chosen = [&v] { return run_send(v.global, v.send); }; });
}

void add_tail(CLI::App& app, Verbs& v) {
  CLI::App* tail = app.add_subcommand("tail", "Show events as they come over a bus, or to a route");
  CLI::Option* bus = tail->add_option("--bus", v.tail.bus, "The bus; the route's, or default");
  CLI::Option* file = tail->add_option("-f,--file", v.tail.file, "A spec, for its routes and their bus");
  CLI::Option* route = tail->add_option("--route", v.tail.route, "Only what this route's rule matches");
  CLI::Option* pattern = tail->add_option("--pattern", v.tail.pattern,
                                          "Only what this event pattern matches: JSON text or a file")
                             ->type_name("FILE");
  route->needs(file)->excludes(pattern)->excludes(bus);
  tail->add_flag("--explain", v.tail.explain,
                 "Say of each event which routes took it, and why others did not")
      ->needs(file);
  tail->add_option("--count", v.tail.count, "End after so many events")
      ->check(whole_number(1, 1000000000, "events"));
  tail->add_option("--timeout", v.tail.timeout,
                   "End after this time (30s, 5m): exit 0, or 1 if --count was not reached")
      ->type_name("TIME")
      ->check(time_above_zero());
  tail->add_option("--lease", v.tail.lease,
                   "How long the temporary rule and queue may outlive a tail that was killed")
      ->capture_default_str()
      ->type_name("TIME")
      ->check(time_above_zero());
  tail->add_flag("--reap", v.tail.reap,
                 "Do not listen: remove the temporary rules and queues of tails that were killed and whose "
                 "lease is over, on every bus")
      ->excludes(file)
      ->excludes(bus)
      ->excludes(pattern);
  tail->callback([&v] { v.chosen = [&v] { return run_tail(v.global, v.tail); }; });
}

}  // namespace

void add_event_verbs(CLI::App& app, Verbs& v) {
  add_send(app, v);
  add_tail(app, v);
}

}  // namespace sb::cli
