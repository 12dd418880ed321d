// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/connection.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/known_queues.h"
#include "cli/live_routes.h"
#include "cli/options.h"
#include "cli/output_file.h"
#include "cli/suggested_command.h"
#include "interchange/templates.h"
#include "reconcile/desired.h"

namespace sb::cli {
namespace {

class Exporter {
 public:
  Exporter(const GlobalOptions& global, const ExportOptions& options, const Console& console)
      : global_(global), options_(options), console_(console) {}

  // nullopt when something stands in the way, which is said.
  std::optional<interchange::Template> run() {
    if (!read_spec() || !read_queues() || !resolve()) return std::nullopt;
    const reconcile::DesiredResult made = reconcile::make_desired(*spec_, resolution_);
    for (const base::Error& problem : made.problems) console_.error(problem);
    if (!made.problems.empty()) return std::nullopt;
    return options_.format == "terraform" ? interchange::to_terraform(made.desired)
                                          : interchange::to_cloudformation(made.desired);
  }

  const std::string& stack() const { return spec_->stack; }

 private:
  bool read_spec() {
    spec_ = cli::read_spec(options_.file, console_);
    return spec_.has_value();
  }

  bool asks_for_queues() const {
    return std::any_of(spec_->routes.begin(), spec_->routes.end(), [](const spec::Route& route) {
      return std::any_of(route.queues.begin(), route.queues.end(), [](const spec::QueueSelector& queue) {
        return queue.kind != spec::QueueSelector::Kind::kId;
      });
    });
  }

  // Of a file, or of Genesys Cloud where the spec needs them.
  bool read_queues() {
    if (!options_.queues.empty()) {
      auto read = read_known_queues(options_.queues, list_queues_);
      if (!read) return fail(read.error());
      queues_ = std::move(*read);
      return true;
    }
    if (!asks_for_queues()) return true;
    genesys::Client* client = genesys();
    if (client == nullptr) return false;
    const auto all = client->queues();
    if (!all) return fail(all.error());
    queues_.emplace();
    for (const genesys::Queue& queue : *all) queues_->push_back({queue.id, queue.name});
    return true;
  }

  bool resolve() {
    // ARNs of the account are told from others where both it and the region are known.
    const std::string region = !global_.region.empty() ? global_.region : spec_->aws.region;
    const bool known = !region.empty() && !spec_->aws.account.empty();
    resolution_.realm = known ? aws::Realm{spec_->aws.account, region} : interchange::any_realm();
    resolution_.known_realm = aws::Realm{spec_->aws.account, region};
    bool good = true;
    for (const spec::Route& route : spec_->routes) {
      auto ids = queue_ids_of(route, options_.file, queues_, list_queues_, console_);
      good = ids.has_value() && good;
      if (ids) resolution_.queue_ids[route.name] = std::move(*ids);
    }
    return resolve_organization() && good;
  }

  // The organisation is part of the partner bus's name, where the spec gives only the suffix.
  bool resolve_organization() {
    const bool needed = !spec_->genesys.integration.suffix.empty();
    if (!needed) return true;
    static constexpr size_t kIdLength = 36;
    const std::string& given = spec_->genesys.organization;
    if (given.size() == kIdLength && std::count(given.begin(), given.end(), '-') == 4) {
      resolution_.organization_id = given;
      return true;
    }
    if (!options_.queues.empty()) {
      return fail({"", "the partner bus's name has the organisation's id in it, which the spec does not give",
                   "add genesys: { organization: ID }, or leave --queues away to have Genesys Cloud asked"});
    }
    genesys::Client* client = genesys();
    if (client == nullptr) return false;
    const auto organization = client->organization();
    if (!organization) return fail(organization.error());
    resolution_.organization_id = organization->id;
    return true;
  }

  bool fail(const base::Error& error) const {
    console_.error(error);
    return false;
  }

  // nullptr when nobody can be asked, which is said.
  genesys::Client* genesys() {
    if (connection_ != nullptr) return connection_->genesys();
    const GenesysSettings settings{spec_->genesys.region, spec_->genesys.auth};
    auto connection = Connection::open(global_, settings, "", process_environment(), {false, true});
    if (!connection) {
      base::Error error = connection.error();
      error.hint += error.hint.empty() ? "" : "; ";
      error.hint += "or give --queues queues.json, written by: " + list_queues_;
      console_.error(error);
      return nullptr;
    }
    connection_ = std::move(*connection);
    return connection_->genesys();
  }

  const GlobalOptions& global_;
  const ExportOptions& options_;
  const Console& console_;
  std::optional<spec::Spec> spec_;
  std::optional<std::vector<KnownQueue>> queues_;
  const std::string list_queues_ = list_queues_to_paste(global_, options_.file);
  std::unique_ptr<Connection> connection_;
  reconcile::Resolution resolution_;
};

std::string print(const interchange::Template& made, const std::string& stack, const ExportOptions& options,
                  const Console& console) {
  if (!console.json()) return json::to_pretty_text(made.document) + "\n";
  json::Array notes;
  for (const std::string& note : made.notes) notes.emplace_back(note);
  return json::to_pretty_text(json::Object{{"schema", "switchboard.export/1"},
                                           {"stack", stack},
                                           {"format", options.format},
                                           {"template", made.document},
                                           {"notes", notes}}) +
         "\n";
}

}  // namespace

int run_export(const GlobalOptions& global, const ExportOptions& options) {
  const Console console(global.format(), !global.no_color);
  Exporter exporter(global, options, console);
  const auto made = exporter.run();
  if (!made) return kExitFailed;
  for (const std::string& note : made->notes) console.say("note: " + note);
  const std::string text = print(*made, exporter.stack(), options, console);
  if (options.out.empty()) {
    console.out(text);
    return kExitDone;
  }
  const auto written = write_file(options.out, text, options.force ? Existing::kReplace : Existing::kRefuse);
  if (!written) console.error(written.error());
  return written.ok() ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
