// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "awsclient/sts.h"
#include "base/text.h"
#include "cli/connection.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/output_file.h"
#include "cli/suggested_command.h"
#include "genesys/integrations.h"
#include "interchange/live_spec.h"
#include "spec/write.h"

namespace sb::cli {
namespace {

constexpr char kImported[] = "imported";
constexpr std::string_view kPartner = "aws.partner/genesys.com";

// Without Genesys Cloud credentials ids of queues are left as they stand.
base::Result<std::unique_ptr<Connection>> connect(const GlobalOptions& global, const Console& console) {
  const spec::Environment environment = process_environment();
  auto connection = Connection::open(global, {}, "", environment, {true, true});
  if (connection.ok() || connection.error().code != "genesys.credentials") return connection;
  console.warning(connection.error().message + ": queues are written by their ids");
  return Connection::open(global, {}, "", environment, {true, false});
}

// The stack that was asked for, or the only one there is.
base::Result<std::string> choose_stack(const ImportOptions& options, const reconcile::World& world) {
  if (!options.stack.empty()) return options.stack;
  if (!options.bus.empty() || !options.rule.empty()) return std::string(kImported);
  const auto stacks = reconcile::find_stacks(world);
  if (!stacks) return stacks.error();
  if (stacks->size() == 1) return *stacks->begin();
  if (stacks->empty()) {
    return base::Error{"", "no rule bears a stack's mark",
                       "--bus NAME or --rule NAME (with * and ?) describes rules that nobody marked"};
  }
  return base::Error{"",
                     "there are several stacks: " +
                         base::join(std::vector<std::string>(stacks->begin(), stacks->end()), ", "),
                     "choose one with --stack"};
}

bool names_partner(const reconcile::Observed& observed) {
  return std::any_of(observed.rules.begin(), observed.rules.end(), [](const auto& entry) {
    const awsclient::Rule& rule = entry.second.rule;
    return rule.bus.starts_with(kPartner) || rule.pattern.find(kPartner) != std::string::npos;
  });
}

// The organisation and its integrations to EventBridge.
void ask_of_partner_road(genesys::Client& client, interchange::Snapshot& snapshot, const Console& console) {
  const auto organization = client.organization();
  if (!organization) {
    console.warning(
        fmt::format("partner buses are written by their names: {}", organization.error().message));
    return;
  }
  snapshot.organization_id = organization->id;
  if (auto all = genesys::Integrations(client).list()) {
    snapshot.integrations = std::move(*all);
  } else {
    console.warning(
        fmt::format("the integration's account, region, topics and state were not read, its suffix is taken "
                    "from its bus: {}",
                    all.error().message));
  }
}

// Queues, and what is behind partner buses; what Genesys Cloud does not tell is told to the user and done
// without.
void ask_genesys(genesys::Client& client, interchange::Snapshot& snapshot, const Console& console) {
  if (auto queues = client.queues()) {
    snapshot.queues = std::move(*queues);
  } else {
    console.warning(fmt::format("queues are written by their ids: {}", queues.error().message));
  }
  if (names_partner(snapshot.observed)) ask_of_partner_road(client, snapshot, console);
}

base::Result<interchange::Snapshot> take_snapshot(Connection& connection, const ImportOptions& options,
                                                  const Console& console) {
  const reconcile::World world = connection.world();
  interchange::Snapshot out;
  const auto identity = awsclient::get_caller_identity(connection.aws());
  if (!identity) return identity.error();
  out.realm = {identity->account, connection.aws().region()};
  auto stack = choose_stack(options, world);
  if (!stack) return stack.error();
  out.stack = std::move(*stack);
  auto observed = reconcile::survey(world, out.realm, {out.stack, options.bus, options.rule});
  if (!observed) return observed.error();
  out.observed = std::move(*observed);
  if (connection.genesys() != nullptr && !out.observed.rules.empty()) {
    ask_genesys(*connection.genesys(), out, console);
  } else if (names_partner(out.observed)) {
    console.warning("partner buses are written by their names: the integration behind them was not read");
  }
  return out;
}

// Where Genesys Cloud does not tell what a plan needs of it, AWS's part is read without.
base::Result<reconcile::Observed> observe_again(const interchange::LiveSpec& live, Connection& connection,
                                                reconcile::Desired& desired, const Console& console) {
  reconcile::World world = connection.world();
  auto all = reconcile::observe(world, desired);
  if (all.ok() || world.genesys == nullptr) return all;
  world.genesys = nullptr;
  desired.event_types.clear();
  desired.integration.reset();
  auto rest = reconcile::observe(world, desired);
  if (rest.ok()) {
    console.warning(fmt::format("the spec's {} not held against Genesys Cloud: {}",
                                live.trial.desired.integration ? "integration is" : "event types are",
                                all.error().message));
  }
  return rest;
}

// What applying the spec would change, by what a plan of it would read.
base::Result<std::vector<interchange::Remark>> hold_against_live(const interchange::LiveSpec& live,
                                                                 const interchange::Snapshot& snapshot,
                                                                 Connection& connection,
                                                                 const Console& console) {
  if (live.spec.routes.empty()) return std::vector<interchange::Remark>{};
  interchange::Trial trial = live.trial;
  if (!snapshot.integrations) trial.desired.integration.reset();
  const auto observed = observe_again(live, connection, trial.desired, console);
  if (!observed) return observed.error();
  return interchange::changes_beyond_marks(trial, *observed);
}

std::string integration_in_words(const genesys::Integration& integration) {
  const size_t topics = integration.config.topics.size();
  return fmt::format("The integration '{}' ({}, reports {}) sends {} topic{}.", integration.name,
                     integration.intended, integration.reported, topics, topics == 1 ? "" : "s");
}

std::string as_one_line(const std::string& text) {
  return base::replace_all(base::replace_all(text, "\r", " "), "\n", " ");
}

std::string as_text(const interchange::LiveSpec& live, const interchange::Snapshot& snapshot) {
  std::string out = fmt::format("# What is live in the account {}, region {}.\n", snapshot.realm.account,
                                snapshot.realm.region);
  if (live.integration) out += "# " + as_one_line(integration_in_words(*live.integration)) + "\n";
  if (!live.remarks.empty()) out += "#\n# Not said here:\n";
  for (const interchange::Remark& remark : live.remarks) {
    out += fmt::format("# - {}\n", as_one_line(fmt::format("{}: {}", remark.subject, remark.text)));
  }
  return out + live.trial.text;
}

json::Object integration_as_json(const genesys::Integration& integration) {
  const genesys::IntegrationConfig& config = integration.config;
  const std::set<std::string> topics(config.topics.begin(), config.topics.end());
  json::Array filter;
  for (const std::string& topic : topics) filter.emplace_back(topic);
  return {{"name", integration.name},
          {"eventSourceSuffix", config.suffix},
          {"awsAccountId", config.account},
          {"awsAccountRegion", config.region},
          {"eventFilter", filter},
          {"intendedState", integration.intended},
          {"reportedState", integration.reported}};
}

std::string as_json(const interchange::LiveSpec& live) {
  json::Array remarks;
  for (const interchange::Remark& remark : live.remarks)
    remarks.push_back(json::Object{{"subject", remark.subject}, {"text", remark.text}});
  const auto document = json::parse_document(spec::to_document(live.spec).to_json());
  json::Object out{{"schema", "switchboard.import/1"},
                   {"stack", live.spec.stack},
                   {"spec", document.ok() ? *document : json::Value(nullptr)},
                   {"remarks", remarks}};
  if (live.integration) out["integration"] = integration_as_json(*live.integration);
  return json::to_pretty_text(out) + "\n";
}

int print(const std::string& text, const GlobalOptions& global, const ImportOptions& options,
          const Console& console) {
  if (options.out.empty()) {
    console.out(text);
    return kExitDone;
  }
  const auto written = write_file(options.out, text, options.force ? Existing::kReplace : Existing::kRefuse);
  if (!written) {
    console.error(written.error());
    return kExitFailed;
  }
  const bool adopts = !options.bus.empty() || !options.rule.empty();
  console.say(fmt::format(
      "wrote {}; next: {}", options.out,
      to_paste(global, {"plan", options.out,
                        adopts ? std::vector<std::string>{"--adopt"} : std::vector<std::string>{}})));
  return kExitDone;
}

}  // namespace

int run_import(const GlobalOptions& global, const ImportOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto connection = connect(global, console);
  if (!connection) {
    console.error(connection.error());
    return kExitFailed;
  }
  auto snapshot = take_snapshot(**connection, options, console);
  if (!snapshot) {
    console.error(snapshot.error());
    return kExitFailed;
  }
  interchange::LiveSpec live = interchange::make_live_spec(*snapshot);
  const auto changes = hold_against_live(live, *snapshot, **connection, console);
  if (!changes) {
    console.error(changes.error());
    return kExitFailed;
  }
  if (!live.spec.routes.empty()) live.remarks.insert(live.remarks.end(), changes->begin(), changes->end());
  for (const interchange::Remark& remark : live.remarks)
    console.warning(fmt::format("not in the spec: {}: {}", remark.subject, remark.text));
  if (live.spec.routes.empty()) {
    console.error(
        {"", snapshot->observed.rules.empty() ? "no such rule is live" : "no rule can be put into a spec",
         fmt::format("looked for the stack '{}'{} in the account {}, region {}", snapshot->stack,
                     options.bus.empty() && options.rule.empty() ? "" : " and the rules named",
                     snapshot->realm.account, snapshot->realm.region)});
    return kExitFailed;
  }
  return print(console.json() ? as_json(live) : as_text(live, *snapshot), global, options, console);
}

}  // namespace sb::cli
