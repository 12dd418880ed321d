// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/check_view.h"
#include "cli/connection.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/suggested_command.h"
#include "json/document.h"
#include "reconcile/doctor/doctor.h"
#include "spec/load.h"

namespace sb::cli {
namespace {

using reconcile::doctor::Finding;

constexpr char kDefaultFile[] = "switchboard.yaml";

struct Input {
  std::optional<spec::Spec> spec;
  std::string event;
  std::vector<Finding> findings;  // of the file
  bool good = true;               // false: said on stderr why the command cannot run
};

void add_diagnostics(const base::Diagnostics& diagnostics, std::vector<Finding>& out) {
  for (const base::Diagnostic& found : diagnostics.ordered()) {
    const bool error = found.severity == base::Severity::kError;
    out.push_back(
        {{base::place_in(diagnostics.file(), found.position), fmt::format("can be read ({})", found.code),
          error ? std::optional(false) : std::nullopt, found.message, found.hint},
         reconcile::doctor::kThisSpec,
         "",
         std::nullopt});
  }
}

void read_spec(const DoctorOptions& options, const std::string& file, const Console& console, Input& input) {
  std::error_code ignored;
  if (options.file.empty() && !std::filesystem::exists(file, ignored)) return;
  const auto text = read_file(file);
  if (!text) {
    console.error(text.error());
    input.good = false;
    return;
  }
  auto loaded = spec::load(*text, file, process_environment());
  add_diagnostics(loaded.diagnostics, input.findings);
  input.spec = std::move(loaded.spec);
}

// Routes that the spec does not have are said, each with its nearest.
bool knows_routes(const GlobalOptions& global, const DoctorOptions& options, const Input& input,
                  const Console& console) {
  if (options.routes.empty()) return true;
  if (!input.spec) {
    if (input.findings.empty())
      console.error({"", "there is no spec that could have routes",
                     to_paste(global, {"doctor", "FILE", options.routes})});
    return !input.findings.empty();
  }
  std::vector<std::string> names;
  for (const spec::Route& route : input.spec->routes) names.push_back(route.name);
  bool good = true;
  for (const std::string& wanted : options.routes) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
    const auto near = base::suggest(wanted, names);
    console.error({"", fmt::format("{} has no route '{}'", input.spec->file, wanted),
                   near ? fmt::format("did you mean '{}'?", *near) : "it has " + base::join(names, ", ")});
    good = false;
  }
  return good;
}

bool read_event(const DoctorOptions& options, const Console& console, Input& input) {
  if (options.event.empty()) return true;
  auto text = read_file(options.event);
  if (!text) {
    console.error(text.error());
    return false;
  }
  const auto event = json::parse_document(*text);
  if (!event.ok() || !event->is_object()) {
    console.error({"",
                   event.ok() ? options.event + " holds no JSON object"
                              : fmt::format("{}: {}", options.event, event.error().message),
                   "give one event, as it stands on the bus"});
    return false;
  }
  input.event = std::move(*text);
  return true;
}

Input read_input(const GlobalOptions& global, const DoctorOptions& options, const std::string& file,
                 const Console& console) {
  Input input;
  read_spec(options, file, console, input);
  input.good =
      input.good && knows_routes(global, options, input, console) && read_event(options, console, input);
  return input;
}

// Both sides, each for itself where they cannot be opened together.
class Doors {
 public:
  Doors(const GlobalOptions& global, const Input& input) : global_(global), input_(input) {
    auto both = open({true, true});
    if (both.ok()) {
      take_genesys(**both);
      take_aws(**both);
      connections_.push_back(std::move(*both));
    } else if (global.local) {
      sides_.genesys_error = sides_.aws_error = both.error();
    } else {
      open_apart();
    }
  }

  const reconcile::doctor::Sides& sides() const { return sides_; }
  Connection* aws() const { return aws_; }  // nullptr where AWS cannot be asked

 private:
  base::Result<std::unique_ptr<Connection>> open(Connection::Needs needs) const {
    GenesysSettings genesys;
    std::string region;
    if (input_.spec) {
      genesys = {input_.spec->genesys.region, input_.spec->genesys.auth};
      region = input_.spec->aws.region;
    }
    return Connection::open(global_, genesys, region, process_environment(), needs);
  }

  void open_apart() {
    auto genesys = open({false, true});
    if (genesys.ok()) {
      take_genesys(**genesys);
      connections_.push_back(std::move(*genesys));
    } else {
      sides_.genesys_error = genesys.error();
    }
    auto aws = open({true, false});
    if (aws.ok()) {
      take_aws(**aws);
      connections_.push_back(std::move(*aws));
    } else {
      sides_.aws_error = aws.error();
    }
  }

  void take_genesys(Connection& connection) { sides_.genesys = connection.genesys(); }
  void take_aws(Connection& connection) {
    aws_ = &connection;
    world_.emplace(connection.world());
    sides_.aws = &connection.aws();
    sides_.world = &*world_;
  }

  const GlobalOptions& global_;
  const Input& input_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Connection* aws_ = nullptr;
  std::optional<reconcile::World> world_;
  reconcile::doctor::Sides sides_;
};

}  // namespace

int run_doctor(const GlobalOptions& global, const DoctorOptions& options) {
  const Console console(global.format(), !global.no_color);
  const std::string file = options.file.empty() ? kDefaultFile : options.file;
  Input input = read_input(global, options, file, console);
  if (!input.good) return kExitFailed;
  if (!input.spec && input.findings.empty())
    console.say(fmt::format("there is no {} here: only signing in and rights are looked at", file));
  const Doors doors(global, input);
  reconcile::doctor::Request request;
  request.spec = input.spec ? &*input.spec : nullptr;
  request.routes = options.routes;
  request.event = input.event;
  request.guard_account = !global.local;
  request.commands = commands_for(global, input.spec ? file : options.file, doors.aws());
  std::vector<Finding> findings = std::move(input.findings);
  for (Finding& finding : reconcile::doctor::examine(doors.sides(), request))
    findings.push_back(std::move(finding));
  console.out(console.json() ? findings_as_json(findings)
                             : findings_as_text(findings, console, global.verbose));
  const bool bad = std::any_of(findings.begin(), findings.end(),
                               [](const Finding& finding) { return finding.check.ok == false; });
  return bad ? kExitFailed : kExitDone;
}

}  // namespace sb::cli
