// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "awsclient/sts.h"
#include "base/text.h"
#include "cli/connection.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/output_file.h"
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
    return entry.second.rule.pattern.find(kPartner) != std::string::npos;
  });
}

// Queues and organisation; what Genesys Cloud does not tell is told to the user and done without.
void ask_genesys(genesys::Client& client, interchange::Snapshot& snapshot, const Console& console) {
  if (auto queues = client.queues()) {
    snapshot.queues = std::move(*queues);
  } else {
    console.warning(fmt::format("queues are written by their ids: {}", queues.error().message));
  }
  if (!names_partner(snapshot.observed)) return;
  if (const auto organization = client.organization()) {
    snapshot.organization_id = organization->id;
  } else {
    console.warning(
        fmt::format("partner buses are written by their names: {}", organization.error().message));
  }
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
  if (connection.genesys() != nullptr && !out.observed.rules.empty())
    ask_genesys(*connection.genesys(), out, console);
  return out;
}

// What applying the spec would change, by what a plan of it would read.
base::Result<std::vector<interchange::Remark>> hold_against_live(const interchange::LiveSpec& live,
                                                                 Connection& connection) {
  if (live.spec.routes.empty()) return std::vector<interchange::Remark>{};
  const auto observed = reconcile::observe(connection.world(), live.trial.desired);
  if (!observed) return observed.error();
  return interchange::changes_beyond_marks(live.trial, *observed);
}

std::string as_text(const interchange::LiveSpec& live, const interchange::Snapshot& snapshot) {
  std::string out = fmt::format("# What is live in the account {}, region {}.\n", snapshot.realm.account,
                                snapshot.realm.region);
  if (!live.remarks.empty()) out += "#\n# Not said here:\n";
  for (const interchange::Remark& remark : live.remarks) {
    const std::string line = fmt::format("{}: {}", remark.subject, remark.text);
    out += fmt::format("# - {}\n", base::replace_all(base::replace_all(line, "\r", " "), "\n", " "));
  }
  return out + live.trial.text;
}

std::string as_json(const interchange::LiveSpec& live) {
  json::Array remarks;
  for (const interchange::Remark& remark : live.remarks)
    remarks.push_back(json::Object{{"subject", remark.subject}, {"text", remark.text}});
  const auto document = json::parse_document(spec::to_document(live.spec).to_json());
  return json::to_pretty_text(json::Object{{"schema", "switchboard.import/1"},
                                           {"stack", live.spec.stack},
                                           {"spec", document.ok() ? *document : json::Value(nullptr)},
                                           {"remarks", remarks}}) +
         "\n";
}

int print(const std::string& text, const ImportOptions& options, const Console& console) {
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
  console.say(fmt::format("wrote {}; next: switchboard plan -f {}{}", options.out, options.out,
                          adopts ? " --adopt" : ""));
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
  const auto changes = hold_against_live(live, **connection);
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
  return print(console.json() ? as_json(live) : as_text(live, *snapshot), options, console);
}

}  // namespace sb::cli
